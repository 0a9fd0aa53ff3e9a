// `npm run test:browsers`: does in a real Chromium what people do, at every example, and looks at every page for barriers.
// Without it that is known of the demo alone, which is what `npm test` looks at. `npm run test:browsers -- next` looks at one. What the
// engine and @x/oidc-react need a browser for is tried as well.
// With `SCREENSHOTS=folder` it leaves pictures there of every page, light and dark, narrow and wide.
import { runCommand } from './run-command.mjs'
import { runVitest } from './run-vitest.mjs'

const build = await runCommand(process.execPath, ['tools/build.mjs'], { show: true })
if (build.exitCode !== 0) process.exit(build.exitCode)

process.env['BROWSER_APPS'] = process.argv.slice(2).join(',') || 'all'
process.env['BROWSER_TESTS'] = 'on'
const projects = ['--project', 'example-starter', '--project', 'engine', '--project', 'react']
const files = ['tests/browser.test.ts', 'tests/browser/']
const { passed, failed } = await runVitest([...projects, ...files], { show: true })

const recipe =
  process.argv.length > 2
    ? 0
    : (await runCommand(process.execPath, ['tools/check-playwright.mjs'], { show: true })).exitCode

if (failed > 0 || recipe !== 0) process.exitCode = 1
console.log(`\nbrowsers: ${passed} passed, ${failed} failed`)
