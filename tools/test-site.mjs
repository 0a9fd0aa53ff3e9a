// `npm run test:site`: builds the site and looks at it: every link and heading, and in a real Chromium pages for barriers, one of each
// kind light and dark, narrow and wide, without scripts, the search and the playground. Without it a page that cannot be read is found by
// its readers. CAMPAIGN=whole looks at every page in each way.
// `npm run test:site -- links` runs the files alone that have `links` in their name. `SITE=built` takes the site that is built.
import { check, runCheck } from './run-checks.mjs'
import { runVitest } from './run-vitest.mjs'

const mostMinutes = process.env['CAMPAIGN'] === 'whole' ? 60 : 12

// Should a step hang, everything that was started ends with this process.
setTimeout(() => process.kill(process.pid, 'SIGTERM'), mostMinutes * 60_000).unref()

if (!(await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile')))) process.exit(1)
const isBuilt = process.env['SITE'] === 'built'
if (!isBuilt && !(await runCheck(check('site', process.execPath, 'site/src/main.ts')))) process.exit(1)

process.env['SITE_TESTS'] = 'on'
const { passed, failed } = await runVitest(['--project', 'site', ...process.argv.slice(2)], { show: true })

if (failed > 0) process.exitCode = 1
console.log(`\nsite: ${passed} passed, ${failed} failed`)
