// `npm run test:browsers`: does in a real Chromium what people do, at every example, and looks at every page for barriers.
// Without it that is known of the demo alone, which is what `npm test` looks at. `npm run test:browsers -- express` looks at one example. What the
// engine, @x/oidc-react and the adapter for Next.js need a browser for is tried as well.
// With `SCREENSHOTS=folder` it leaves pictures there of every page, light and dark, narrow and wide.
import { runCommand } from './run-command.mjs'
import { runVitest } from './run-vitest.mjs'

const build = await runCommand(process.execPath, ['tools/build.mjs'], { show: true })
if (build.exitCode !== 0) process.exit(build.exitCode)

const wanted = process.argv.slice(2)
process.env['BROWSER_APPS'] = wanted.join(',') || 'all'
process.env['BROWSER_TESTS'] = 'on'
// The adapter for Next.js needs builds that take minutes.
const withNext = wanted.length === 0 || wanted.includes('next')
const projects = ['example-starter', 'engine', 'react', ...(withNext ? ['next'] : [])].flatMap((name) => [
  '--project',
  name,
])
const files = ['tests/browser.test.ts', 'tests/browser/']
const { passed, failed } = await runVitest([...projects, ...files], { show: true })

const recipe =
  wanted.length > 0
    ? 0
    : (await runCommand(process.execPath, ['tools/check-playwright.mjs'], { show: true })).exitCode

if (failed > 0 || recipe !== 0) process.exitCode = 1
console.log(`\nbrowsers: ${passed} passed, ${failed} failed`)
