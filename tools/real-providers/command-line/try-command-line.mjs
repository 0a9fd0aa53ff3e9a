// `oidc doctor` and `oidc login` at a real Keycloak: `npm run test:real-providers -- command-line`.
import assert from 'node:assert/strict'
import { findPort } from '../../find-port.mjs'
import { printStep } from '../../run-checks.mjs'
import { openBrowser } from '../browser.mjs'
import { prepareKeycloak, version } from '../providers/keycloak-server.mjs'
import { describePerson } from '../providers/keycloak.mjs'
import { ada } from '../providers/provider.mjs'
import { baseUrl, cases, clientId, clientSecret, describeClient } from './cases.mjs'
import { printCases, writeCases } from './case-table.mjs'
import { runOidc } from './run-oidc.mjs'

/** @typedef {{ check: string, state: string, message: string, todo?: string }} Finding as `oidc doctor --json` writes it */

/** @param {{ writes: boolean }} options @returns {Promise<{ passed: number, failed: number }>} */
export async function tryCommandLine({ writes }) {
  const server = await prepareKeycloak()
  const counts = { passed: 0, failed: 0 }
  /** @param {string} title @param {() => Promise<void>} run */
  const step = async (title, run) => {
    const begun = performance.now()
    try {
      await run()
      counts.passed += 1
      printStep(title, true, begun)
    } catch (error) {
      counts.failed += 1
      printStep(title, false, begun)
      console.log(`\n${String(error)}\n`)
    }
  }
  try {
    const begun = performance.now()
    await server.start()
    printStep(`start Keycloak ${version} for the command line`, true, begun)
    /** @type {import('./case-table.mjs').Row[]} */
    const rows = []
    for (const [at, each] of cases.entries())
      await step(`doctor: ${each.title}`, async () => {
        rows.push({ title: each.title, faults: await tryCase(server, `doctor-${at}`, each) })
      })
    await step('login: every claim by source, and a decision', () => tryLogin(server))
    const table = printCases(rows)
    console.log(`\n${table}`)
    if (writes && counts.failed === 0) writeCases({ version, table })
  } finally {
    await server.stop()
  }
  return counts
}

/** @typedef {import('../providers/keycloak-server.mjs').KeycloakServer} KeycloakServer */

/** @param {string} issuerUrl @param {Pick<import('./cases.mjs').Case, 'provider'>} [changes] */
function buildOptions(issuerUrl, { provider } = {}) {
  return {
    baseUrl,
    providers: [
      {
        ...{ providerId: 'main', issuerUrl, clientId, clientSecret },
        ...{ scopes: ['profile'], rolesClaims: [{ path: ['realm_access', 'roles'], from: 'accessToken' }] },
        ...provider,
      },
    ],
    security: { roleMapping: { editor: ['ROLE_USER'] } },
    session: { secret: 'a session secret of the command line' },
  }
}

/** @param {KeycloakServer} server @param {string} realm @param {import('./cases.mjs').Case} tried @returns {Promise<readonly Finding[]>} the faults */
async function tryCase({ origin, admin }, realm, tried) {
  const { client = describeClient(), issuerUrl = (issuer) => issuer, expected, says } = tried
  await admin('POST', '/realms', { realm, enabled: true, clients: [client], ...tried.realm })
  const options = buildOptions(issuerUrl(`${origin}/realms/${realm}`), tried)
  const { exitCode, output, errors } = await runOidc(['doctor', '--json'], { options })
  assert.ok(output !== '', errors)
  /** @type {{ findings: readonly Finding[] }} */
  const { findings } = JSON.parse(output)
  const faults = findings.filter(({ state }) => state === 'problem' || state === 'warning')
  const report = JSON.stringify(faults, null, 2)
  assert.ok(!(output + errors).includes(clientSecret), 'the secret is in the report')
  assert.deepEqual([...new Set(faults.map(({ check }) => check))], expected, report)
  assert.equal(exitCode, faults.some(({ state }) => state === 'problem') ? 1 : 0)
  if (says) assert.match(report, says)
  return faults
}

/** @param {KeycloakServer} server */
async function tryLogin({ origin, admin }) {
  const realm = 'login'
  const address = `http://localhost:${await findPort()}`
  await admin('POST', '/realms', {
    ...{ realm, enabled: true, roles: { realm: [{ name: 'editor' }] } },
    users: [{ ...describePerson(ada), realmRoles: ['editor'] }],
    clients: [describeClient({ redirectUris: [`${address}/login/oauth2/code/main`] })],
  })
  const { exitCode, output, errors } = await runOidc(['login', '--base-url', address, '--json'], {
    options: { ...buildOptions(`${origin}/realms/${realm}`), baseUrl: 'https://app.example.com' },
    openBrowser: async (begin) => {
      const page = await openBrowser({}).signIn(begin, ada)
      assert.match(page.text, /Signed in/u)
    },
  })
  assert.equal(exitCode, 0, errors)
  const { claims, suggestions, decision, tokens } = JSON.parse(output)
  assert.equal(claims.idToken.preferred_username, ada.username)
  assert.equal(claims.userinfo.sub, claims.idToken.sub)
  assert.ok(claims.accessToken.realm_access.roles.includes('editor'))
  assert.ok(JSON.stringify(suggestions).includes('realm_access'), JSON.stringify(suggestions))
  assert.deepEqual([decision.admitted, decision.roles], [true, ['ROLE_USER']])
  assert.equal(tokens, undefined)
}
