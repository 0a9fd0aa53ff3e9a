// `npm run test:real-providers`: signs in at real providers, with the configurations of their guides, and tries there what other
// tests try at our own providers. Without it a rule could fit what we think that providers do, and no provider.
//
// Run by hand, not in CI: it needs Java 17, Maven and Go, downloads some 500 MB and builds for minutes. What it built stays
// in .cache/real-providers, or in the folder that REAL_PROVIDERS_CACHE names. `npm run test:real-providers -- spring`
// tries the providers alone whose name has `spring` in it. `-- refresh` records what Keycloak answers when a session is refreshed, and what
// people see in an application then (`-- answers` and `-- sessions` do one of the two), `-- logouts` which sessions its back channel ends, `-- command-line` what `oidc doctor` and `oidc login` say there, and `--full` stops it for ten minutes in
// between. `-- --write` writes the tables down in docs/real-providers.md.
// Everything listens on loopback, and each server is ended by the id that started it.
import { findPort } from '../find-port.mjs'
import { printStep } from '../run-checks.mjs'
import { runCommand } from '../run-command.mjs'

const build = await runCommand(process.execPath, ['tools/build.mjs'], { show: true })
if (build.exitCode !== 0) process.exit(build.exitCode)

// They need what was just installed and built.
const { resolveAddresses, startApp } = await import('./app.mjs')
const { openBrowser } = await import('./browser.mjs')
const { hasPassed } = await import('./checks/check.mjs')
const { checks } = await import('./checks/list-checks.mjs')
const { readGuide } = await import('./guide.mjs')
const { tryCommandLine } = await import('./command-line/try-command-line.mjs')
const { providers } = await import('./providers/list-providers.mjs')
const { recordLogouts } = await import('./logouts/record-logouts.mjs')
const { recordAnswers } = await import('./refresh/record-answers.mjs')
const { recordSessions } = await import('./refresh/record-sessions.mjs')
const { printTable, writeLastRun } = await import('./table.mjs')
const { obtainTokens } = await import('./tokens.mjs')

/**
 * @typedef {import('./checks/check.mjs').Check} Check
 * @typedef {import('./providers/provider.mjs').Client} Client
 * @typedef {import('./providers/provider.mjs').Provider} Provider
 * @typedef {import('./providers/provider.mjs').RunningProvider} RunningProvider
 * @typedef {import('./table.mjs').Cell} Cell
 * @typedef {import('./table.mjs').Row} Row
 */

const port = await findPort()
const words = process.argv.slice(2)
const writes = words.includes('--write')
const wanted = words.filter((word) => !word.startsWith('--')).map((word) => word.toLowerCase())
const chosen = providers.filter(({ name }) => {
  return wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part))
})

let passed = 0
let failed = 0
/** @type {Row[]} */
const rows = []
for (const provider of chosen) rows.push(...(await tryProvider(provider)))

const table = printTable(
  checks.map(({ name }) => name),
  rows,
)
if (rows.length > 0) console.log(`\n${table}`)
if (writes && chosen.length === providers.length) writeLastRun(table)

const recorders = {
  answers: recordAnswers,
  sessions: recordSessions,
  logouts: recordLogouts,
  'command-line': tryCommandLine,
}
for (const [name, record] of Object.entries(recorders)) {
  const isRefresh = /^(?:answers|sessions)$/u.test(name) && wanted.includes('refresh')
  if (wanted.length === 0 || isRefresh || wanted.includes(name)) {
    const counts = await record({ isFull: words.includes('--full'), writes })
    passed += counts.passed
    failed += counts.failed
  }
}

if (failed > 0 || passed === 0) process.exitCode = 1
console.log(`\nreal providers: ${passed} passed, ${failed} failed`)

/** @param {Provider} provider @returns {Promise<Row[]>} */
async function tryProvider(provider) {
  const title = `${provider.name} ${provider.version}`
  const begun = performance.now()
  const guide = await readGuide(provider.guide)
  /** @type {RunningProvider} */
  let running
  try {
    running = await provider.start(resolveAddresses(port, guide.provider.providerId))
  } catch (error) {
    failed += 1
    printStep(`start ${title}`, false, begun)
    console.log(`\n${String(error)}\n`)
    const cells = checks.map(() => /** @type {Cell} */ ({ outcome: 'failed', note: 'It did not start.' }))
    return provider.clients.map((client) => ({ provider: title, title: client.title, cells }))
  }
  printStep(`start ${title}`, true, begun)
  try {
    const found = []
    for (const client of provider.clients) {
      const cells = []
      for (const check of checks) cells.push(await tryCheck(check, guide, client, running))
      found.push({ provider: title, title: client.title, cells })
    }
    return found
  } finally {
    await running.stop()
  }
}

/**
 * @param {Check} check
 * @param {import('./guide.mjs').Guide} guide
 * @param {Client} client
 * @param {RunningProvider} running
 * @returns {Promise<Cell>}
 */
async function tryCheck(check, guide, client, running) {
  const reason = client.cannot?.[check.name]
  if (reason !== undefined) return { outcome: 'impossible', note: reason }

  const begun = performance.now()
  const addresses = resolveAddresses(port, guide.provider.providerId)
  const { scopes = [] } = { ...guide.provider, ...client.differs }
  /** @type {import('./app.mjs').App[]} */
  const apps = []
  const trial = {
    ...{ guide, client, running, addresses },
    async startApp() {
      await apps.at(-1)?.stop()
      const app = await startApp(port, guide, client, running)
      apps.push(app)
      return app
    },
    openBrowser: () => openBrowser(running),
    /** @param {Record<string, string>} [parameters] */
    obtainTokens: (parameters) =>
      obtainTokens(client, running, { redirectUri: addresses.redirectUri, scopes }, parameters),
  }
  /** @param {unknown} error @returns {import('./checks/check.mjs').CheckResult} */
  const describeFailure = (error) => ({
    findings: [{ what: 'the check', expected: 'to be done', seen: String(error) }],
  })
  const { findings, note } = await check.run(trial).catch(describeFailure)
  await apps.at(-1)?.stop()

  const wrong = findings.filter((finding) => !hasPassed(finding))
  passed += findings.length - wrong.length
  failed += wrong.length
  printStep(`  ${client.title}: ${check.name}`, wrong.length === 0, begun)
  for (const { what, expected, seen } of wrong)
    console.log(`    ${what}: expected ${expected}, seen ${seen.split('\n')[0]}`)
  if (wrong.length > 0)
    console.log(
      apps
        .flatMap(({ log }) => log)
        .join('\n')
        .replace(/^/gmu, '      '),
    )

  const notes = [client.notes?.[check.name], note].filter((each) => each !== undefined)
  return {
    outcome: wrong.length === 0 ? 'passed' : 'failed',
    ...(notes.length > 0 && { note: notes.join(' ') }),
  }
}
