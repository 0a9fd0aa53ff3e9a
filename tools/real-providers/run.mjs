// `npm run test:real-providers`: signs in at real providers, and tries there what other tests try at our own providers.
// Without it a rule could fit what we think that providers do, and no provider.
//
// Run by hand, not in CI: it needs Java 17, Maven and Go, downloads some 500 MB and builds for minutes. What it built stays
// in .cache/real-providers, or in the folder that REAL_PROVIDERS_CACHE names. `npm run test:real-providers -- spring`
// tries the providers alone whose name has `spring` in it. Everything listens on loopback.
import { findPort } from '../find-port.mjs'
import { printStep } from '../run-checks.mjs'
import { runCommand } from '../run-command.mjs'

const build = await runCommand(process.execPath, ['tools/build.mjs'], { show: true })
if (build.exitCode !== 0) process.exit(build.exitCode)

// They need what was just installed and built.
const { resolveAddresses, startApp } = await import('./app.mjs')
const { providers } = await import('./providers/list-providers.mjs')
const { scenarios } = await import('./scenarios/scenario.mjs')
const { obtainTokens } = await import('./tokens.mjs')

/**
 * @typedef {import('./providers/provider.mjs').Client} Client
 * @typedef {import('./providers/provider.mjs').Provider} Provider
 * @typedef {import('./providers/provider.mjs').RunningProvider} RunningProvider
 * @typedef {import('./scenarios/scenario.mjs').Finding} Finding
 * @typedef {import('./scenarios/scenario.mjs').ScenarioName} ScenarioName
 */

const port = await findPort()
const addresses = resolveAddresses(port)
const wanted = process.argv.slice(2).map((name) => name.toLowerCase())
const chosen = providers.filter(({ name }) => {
  return wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part))
})

let passed = 0
let failed = 0
const table = [['provider', 'version', 'scenario', 'expected', 'seen', 'pass']]
for (const provider of chosen) {
  for (const finding of await tryProvider(provider)) {
    const { check, expected, seen } = finding
    if (hasPassed(finding)) passed += 1
    else failed += 1
    const line = [check, expected, seen.split('\n')[0] ?? '', hasPassed(finding) ? '✔' : '✘']
    table.push([provider.name, provider.version, ...line])
  }
}
const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? []
const print = (/** @type {string[]} */ line) =>
  line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')
console.log(`\n${table.map(print).join('\n')}`)

if (failed > 0 || passed === 0) process.exitCode = 1
console.log(`\nreal providers: ${passed} passed, ${failed} failed`)

/** @param {Finding} finding */
function hasPassed({ seen, expected, passed = seen === expected }) {
  return passed
}

/** @param {Provider} provider @returns {Promise<Finding[]>} */
async function tryProvider(provider) {
  const step = `start ${provider.name} ${provider.version}`
  const begun = performance.now()
  /** @type {RunningProvider} */
  let running
  try {
    running = await provider.start(addresses)
  } catch (error) {
    printStep(step, false, begun)
    console.log(`\n${String(error)}\n`)
    return [{ check: 'start', expected: 'ready', seen: String(error) }]
  }
  printStep(step, true, begun)
  try {
    /** @type {Finding[]} */
    const found = []
    for (const client of provider.clients)
      for (const scenario of client.scenarios) found.push(...(await tryScenario(scenario, client, running)))
    return found
  } finally {
    await running.stop()
  }
}

/**
 * @param {ScenarioName} scenario
 * @param {Client} client
 * @param {RunningProvider} provider
 * @returns {Promise<Finding[]>}
 */
async function tryScenario(scenario, client, provider) {
  const begun = performance.now()
  const app = await startApp(port, client, provider)
  const trial = {
    app,
    /** @param {Record<string, string>} [parameters] */
    obtainTokens: (parameters) => obtainTokens(client, provider, addresses.redirectUri, parameters),
    rotateKey: provider.rotateKey,
  }
  /** @param {unknown} error @returns {Finding[]} */
  const describeFailure = (error) => {
    app.log.push(String(error))
    return [{ check: scenario, expected: 'to be tried', seen: String(error) }]
  }
  const found = await scenarios[scenario](trial).catch(describeFailure)
  await app.stop()

  const allPassed = found.every(hasPassed)
  printStep(`  ${client.tokens}: ${scenario}`, allPassed, begun)
  if (!allPassed) console.log(app.log.join('\n').replace(/^/gm, '    '))
  return found.map((finding) => ({ ...finding, check: `${client.tokens}: ${finding.check}` }))
}
