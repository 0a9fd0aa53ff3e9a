// `npm run test:next`: holds the adapter for Next.js to its contract, as users run it: built, and served by `next start`.
// Without it `npm test` alone would know of Next.js what the examples show. It takes minutes, with five builds among them.
// What it does in a browser is a part of `npm run test:browsers`, but for pages that people edit.
// `npm run test:next -- refresh` runs the files alone that have `refresh` in their name.
import { check, runCheck } from './run-checks.mjs'
import { runVitest } from './run-vitest.mjs'

const more = process.argv.slice(2)
if (!(await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile')))) process.exit(1)
// `npm test` checks the other examples, which need no build of Next.js.
const example = check('the example next', process.execPath, 'tools/start.mjs', '--check', '--app=next')
const isExampleRight = more.length > 0 || (await runCheck(example))
const projects = ['--project', 'next', '--project', 'example-from-next']
const { passed, failed } = await runVitest([...projects, ...more], { show: true })

if (failed > 0 || !isExampleRight) process.exitCode = 1
console.log(`\nNext.js: ${passed} passed, ${failed} failed`)
