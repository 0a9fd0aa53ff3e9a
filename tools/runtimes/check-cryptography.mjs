// Runs the contract of `RuntimeCrypto` (packages/engine/tests/runtime-crypto) on each runtime, bundled from the engine's sources.
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { runCommand } from '../run-command.mjs'
import { root } from '../workspace.mjs'
import { readCompatibilityDate } from './bundle-worker.mjs'
import { runtimes } from './list-apps.mjs'

/** Random inputs for each of the algorithms. */
const runs = 50
const maxSeconds = 60

const everything = [
  ...['SHA-256', 'SHA-384', 'SHA-512', 'HKDF', 'sealing', 'RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/**
 * @typedef {object} Expectation what decision 72 says of a runtime
 * @property {boolean} hasNodeModule whether `process.getBuiltinModule` has a `node:crypto` there
 * @property {readonly string[]} atOnce what `node:crypto` answers there; WebCrypto answers the rest
 *
 * @typedef {object} CryptographyCheck
 * @property {string} runtime
 * @property {string} name
 * @property {(program: string) => Promise<string>} check given the runtime's program; what was seen. Rejects where it is not
 * what is expected
 */

/** Their verification takes a millisecond and more, so it never blocks the event loop. */
const slow = ['ES384', 'ES512']

const listed = { hasNodeModule: true, atOnce: everything.filter((name) => !slow.includes(name)) }
const unlisted = { hasNodeModule: true, atOnce: [] }

/**
 * @param {string} folder where the bundles are written
 * @returns {CryptographyCheck[]}
 */
export function listCryptographyChecks(folder) {
  const seed = Number(process.env['CRYPTO_SEED'] ?? randomInt(2 ** 31))
  assert.ok(Number.isInteger(seed), `CRYPTO_SEED is "${process.env['CRYPTO_SEED']}", expected an integer`)
  const { nodes, bun, deno, workerd } = runtimes
  // workerd has `process.getBuiltinModule` with the date of the example, and not with the old one.
  const dates = [
    { date: '2023-01-01', expected: { hasNodeModule: false, atOnce: [] } },
    { date: readCompatibilityDate(), expected: unlisted },
  ]
  return [
    ...[...nodes, bun].map((runtime) => checkProgram(runtime, [], listed)),
    checkProgram(deno, ['run'], unlisted),
    ...dates.map(({ date, expected }) => checkWorker(date, expected)),
  ]

  /** @param {string} runtime @param {string[]} args @param {Expectation} expected @returns {CryptographyCheck} */
  function checkProgram(runtime, args, expected) {
    return {
      ...{ runtime, name: 'cryptography' },
      async check(program) {
        const file = await bundle('program', runtime)
        return compare(await run(program, [...args, file, `${seed}`, `${runs}`]), expected)
      },
    }
  }

  /** @param {string} date @param {Expectation} expected @returns {CryptographyCheck} */
  function checkWorker(date, expected) {
    return {
      ...{ runtime: workerd, name: `cryptography, ${date}` },
      async check(program) {
        const file = await bundle('worker', `workerd-${date}`)
        const configuration = `${file}.capnp`
        writeFileSync(
          configuration,
          `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = [(name = "worker", worker = .worker)]);

const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${date}",
  bindings = [(name = "SEED", json = "${seed}"), (name = "RUNS", json = "${runs}")],
);
`,
        )
        return compare(await run(program, ['test', configuration]), expected)
      },
    }
  }

  /** @param {'program' | 'worker'} name @param {string} target @returns {Promise<string>} the bundle */
  async function bundle(name, target) {
    const destination = join(folder, 'cryptography', target)
    mkdirSync(destination, { recursive: true })
    const outfile = join(destination, `${name}.js`)
    await build({
      entryPoints: [join(root, 'packages/engine/tests/runtime-crypto', `${name}.ts`)],
      ...{ outfile, bundle: true, format: 'esm', target: 'es2022', logLevel: 'silent' },
      conditions: ['@x/source'],
    })
    writeFileSync(join(destination, 'package.json'), '{ "type": "module" }')
    return outfile
  }

  /** @param {string} program @param {string[]} args @returns {Promise<import('../../packages/engine/tests/runtime-crypto/check-runtime-crypto.ts').CryptoReport>} */
  async function run(program, args) {
    const signal = AbortSignal.timeout(maxSeconds * 1000)
    const { exitCode, output } = await runCommand(program, args, { cwd: folder, signal })
    const report = output.split('\n').find((line) => line.startsWith('{'))
    if (exitCode !== 0 || report === undefined)
      throw new Error(`the program ended with ${exitCode}, expected 0 and a report\n${output}`)
    return JSON.parse(report)
  }

  /**
   * @param {import('../../packages/engine/tests/runtime-crypto/check-runtime-crypto.ts').CryptoReport} report
   * @param {Expectation} expected
   */
  function compare(report, { hasNodeModule, atOnce }) {
    const { failures, knownAnswers, randomInputs, ports } = report
    const summary = `seed ${seed}: ${knownAnswers} known answers, ${randomInputs} random inputs by ${ports.join(', ')}`
    if (failures.length > 0) throw new Error(`${summary}\n${failures.join('\n')}`)
    assert.equal(report.hasNodeModule, hasNodeModule, 'whether process.getBuiltinModule has node:crypto')
    assert.deepEqual(report.atOnce, atOnce, 'by node:crypto, at once')
    assert.deepEqual(
      report.byPromise,
      everything.filter((name) => !atOnce.includes(name)),
      'by WebCrypto',
    )
    return [
      summary,
      `by node:crypto, at once: ${report.atOnce.join(' ') || '–'}`,
      `by WebCrypto: ${report.byPromise.join(' ') || '–'}`,
      ...(hasNodeModule && atOnce.length === 0
        ? [`node:crypto would prove itself for: ${report.atOnceWithoutList.join(' ') || '–'}`]
        : []),
    ].join('\n')
  }
}
