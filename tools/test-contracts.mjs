// `npm run test:contracts`: holds the adapters to their contracts on Fastify, Hono, Express 4, Connect and workerd, at a provider whose tokens look
// like those of Keycloak, and with sessions in a store, runs the recipes and what `npm start` starts, shows that the contracts find planted defects, and runs
// the scripted faults, measurements of memory and a sample of the campaigns. One of them changes lines of core, and shows which changes no test noticed.
// The recipe of the reverse proxies needs nginx and Caddy, fetched into .cache/proxies the first time. Where one cannot be fetched or run, its
// tests are skipped, and this says so, unless SERVERS=required is set, as in `.ci/run`.
// `npm run test:contracts -- --project hono` runs those of one package.
import { check, runCheck } from './run-checks.mjs'
import { installCaddy, installNginx } from './proxies/install-proxies.mjs'
import { runVitest } from './run-vitest.mjs'
import { findServer, reportMissing } from './stores/find-server.mjs'

if (!(await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile')))) process.exit(1)

const more = process.argv.slice(2)
const withRecipes = more.length === 0 || more.some((word) => word.includes('recipes'))
const proxies = !withRecipes
  ? {}
  : {
      nginx: await findServer('nginx', installNginx),
      Caddy: await findServer('Caddy', installCaddy),
    }
for (const [name, program] of Object.entries(proxies))
  if (program !== undefined) process.env[name.toUpperCase()] = program

process.env['CONTRACT_TESTS'] = 'on'
process.env['CAMPAIGN_TESTS'] = 'on'
const { passed, failed } = await runVitest(
  ['tests/contracts/', 'tests/faults/', 'tests/memory/', 'tests/campaigns/', ...more],
  { show: true },
)
const mutants = check("mutants in a sample of core's lines", process.execPath, 'tools/mutate-core.mjs')
const areFound = more.length > 0 || (await runCheck({ ...mutants, counts: true }))

if (failed > 0 || !areFound) process.exitCode = 1
console.log(`\ncontracts: ${passed} passed, ${failed} failed${areFound ? '' : ', and the sample of mutants'}`)
reportMissing(
  'contracts',
  Object.entries(proxies).flatMap(([name, program]) => (program === undefined ? [name] : [])),
)
