// `npm run test:presets`: holds the adapters to their contract at a provider whose tokens look like those of Keycloak.
// `npm run test:presets -- --project hono` runs one of them.
import { check, runCheck } from './run-checks.mjs'
import { runVitest } from './run-vitest.mjs'

if (!(await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile')))) process.exit(1)
process.env['PRESET_TESTS'] = 'on'
const { passed, failed } = await runVitest(['tests/presets/', ...process.argv.slice(2)], { show: true })

if (failed > 0) process.exitCode = 1
console.log(`\npresets: ${passed} passed, ${failed} failed`)
