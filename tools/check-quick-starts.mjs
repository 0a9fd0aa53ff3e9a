// Does what the documents tell a new user, from empty folders outside of the workspace, with packed packages: installs by npm and
// by pnpm, writes the programs, runs them, signs in and out at the embedded provider. Without it a quick start lacks a file, a
// variable or a package, and the first user finds out.
//
// - The quick start of README.md and of each package's README; what it says of applications without roles and of those that admit
//   everyone, as well.
// - docs/guides/commonjs-and-jest.md and the parts of docs/guides/testing.md about Vitest and Next.js, by npm.
// - The programs compile with the smallest TypeScript that the READMEs name, in each way to resolve modules.
//
// - The command line explains a decision with the configuration of its README, and writes applications that compile and sign people in.
//
// - The quick start of a store needs a server, so it is a part of `npm run test:stores`.
//
// A word picks a part: `node tools/check-quick-starts.mjs pnpm`, `… types`, `… fastify`.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { node, runOrThrow, surroundings } from './as-user.mjs'
import { parseMarkdown } from './docs/parse-markdown.mjs'
import { exampleOrigin, readQuickStart } from './docs/read-quick-start.mjs'
import { findPort } from './find-port.mjs'
import { packageManagers } from './install-packed.mjs'
import { smallestTypeScript } from './package-metadata.mjs'
import { printStep } from './run-checks.mjs'
import { runCommand } from './run-command.mjs'
import { checkGreetingJourney } from './runtimes/greeting-journey.mjs'
import { packPackages } from './runtimes/install-packages.mjs'
import { clients, packageFolders, programFolders, root, stores } from './workspace.mjs'
import { listSignIns, writeTypedApps } from './written-apps.mjs'

const { npm, pnpm } = packageManagers

/** What the guide's programs and the check of types need beside what is installed for the quick starts. */
const forTypes = [`typescript@~${smallestTypeScript}.0`, '@types/node', '@types/express', '@types/connect']
const types = [...forTypes, '@types/react', 'playwright-core']

/** @typedef {import('./docs/read-quick-start.mjs').QuickStart & { name: string }} Start */

/** @param {string} name @param {string} path @param {string} [heading] @returns {Start} */
const read = (name, path, heading = '## Quick start') => ({
  name,
  ...readQuickStart(readFileSync(join(root, path), 'utf8'), heading),
})
const starts = [
  read('root', 'README.md'),
  ...packageFolders
    .filter((folder) => !(folder in stores) || process.env['REDIS_URL'] !== undefined)
    .filter((folder) => !programFolders.includes(folder) && !(folder in clients))
    .map((folder) => read(folder, `packages/${folder}/README.md`)),
]
const guide = 'docs/guides/commonjs-and-jest.md'
// It takes the addresses and variables from the quick start.
const { addresses, environment } = read('root', 'README.md')
const guides = [
  { ...read('commonjs', guide, '## CommonJS'), addresses, environment },
  read('jest', guide, '## Jest'),
  read('vitest', 'docs/guides/testing.md', '## Vitest'),
  read('vitest-next', 'docs/guides/testing.md', '## Next.js'),
]

const wanted = process.argv.slice(2)
/** @param {string} name of a part */
const isWanted = (name) => wanted.length === 0 || wanted.some((word) => name.split(' ').includes(word))

let failed = 0

/** @param {string} name @param {() => Promise<unknown>} run */
async function runStep(name, run) {
  if (!isWanted(name) && !name.startsWith('install')) return
  const begun = performance.now()
  try {
    await run()
    printStep(name, true, begun)
  } catch (error) {
    failed += 1
    printStep(name, false, begun)
    console.log(`\n${error instanceof Error ? error.message : String(error)}\n`)
  }
}

/** @param {Start} start @param {string} cwd */
function writeFiles({ files }, cwd) {
  for (const [name, text] of files) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), text)
  }
}

/** @param {string} line of a shell @returns {{ args: string[], env: Record<string, string> }} */
function parseCommand(line) {
  const words = line.split(' ')
  const first = words.findIndex((word) => !/^[A-Z_]+=/u.test(word))
  const env = words.slice(0, first).map((word) => word.split('='))
  return {
    args: words.slice(first),
    env: Object.fromEntries(env.map(([key = '', ...rest]) => [key, rest.join('=')])),
  }
}

/** What a program does as it is written. */
const asWritten = { admitsAll: false, hasGate: true }

/** @param {Start} start @param {string} line @param {string} cwd @param {typeof asWritten} [expected] */
async function runLine(start, line, cwd, expected = asWritten) {
  const { environment, addresses, outputs } = start
  const { args, env } = parseCommand(line)
  const [command = '', ...others] = args
  const origin = `http://localhost:${await findPort()}`
  const isServer = environment !== undefined && (line.includes('--env-file') || line.startsWith('npx next'))
  if (!isServer) {
    const printed = await runOrThrow(command, others, cwd, { ...env, BASE_URL: origin, APP_URL: origin })
    const expected = outputs.get(others.at(-1) ?? '')
    if (expected !== undefined) assert.equal(printed.trim(), expected.trim())
    return
  }
  await checkGreetingJourney({
    program: { command, args: others, cwd, env: { ...surroundings, ...env } },
    configure: (values) => {
      assert.deepEqual(environment.variables, Object.keys(values), 'the variables of the file')
      const lines = Object.entries(values).map(([key, value]) => `${key}=${value}\n`)
      writeFileSync(join(cwd, environment.file), lines.join(''))
    },
    origin,
    addresses: addresses.map((address) => address.replace(exampleOrigin, origin)),
    ...expected,
  })
}

/** @param {Start} start @param {string | undefined} security what takes the place of `security` @returns {Start} */
function replaceSecurity(start, security) {
  assert.ok(security, 'it must say what to write in the place of security')
  const written = [...start.files].map(
    ([file, text]) => /** @type {const} */ ([file, text.replace(/^ {2}security: .*,$/mu, `  ${security},`)]),
  )
  assert.ok(
    written.some(([, text]) => text.includes(security)),
    'a line must begin with security',
  )
  return { ...start, files: new Map(written) }
}

/** As the document says it for applications that admit everyone and have roles. @param {Start} start */
const admitEveryone = (start) => replaceSecurity(start, start.withSomeRoles)

/** As the document says it for applications without roles. @param {Start} start @returns {Start} */
function leaveOutRoles(start) {
  const { files, ...others } = replaceSecurity(start, start.withoutRoles)
  const written = [...files].map(
    ([file, text]) => /** @type {const} */ ([file, text.replace(/^ *rolesClaims: .*,\n/mu, '')]),
  )
  return { ...others, files: new Map(written) }
}

/** @param {Start} start @param {string} manager @param {string} cwd */
async function tryStart(start, manager, cwd) {
  for (const line of start.commands)
    await runStep(`${manager} ${start.name} ${line}`, async () => {
      writeFiles(start, cwd)
      await runLine(start, line, cwd)
    })
}

/** The types of these two packages do not compile without `skipLibCheck`. */
const foreign = /^(?:\.\.\/)*node_modules\/(?:next|sharp)\//u

/** @param {string} cwd @param {'node16' | 'nodenext' | 'bundler'} moduleResolution */
async function compilePrograms(cwd, moduleResolution) {
  const admitting = starts
    .filter(({ withSomeRoles }) => withSomeRoles !== undefined)
    .map((start) => ({ ...admitEveryone(start), name: `${start.name}-with-some-roles` }))
  const programs = [...starts, ...admitting].flatMap(({ name, files }) =>
    [...files].flatMap(([file, text]) => {
      if (!/^[\w.-]+\.mjs$|^auth\.js$/u.test(file)) return []
      const program = `${name}/${file.replace(/\.m?js$/u, '.mts')}`
      mkdirSync(join(cwd, name), { recursive: true })
      writeFileSync(join(cwd, program), text)
      return [program]
    }),
  )
  const config = {
    compilerOptions: {
      ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false },
      ...{ target: 'es2022', types: ['node'], jsx: 'react-jsx', moduleResolution },
      module: moduleResolution === 'bundler' ? 'esnext' : moduleResolution,
    },
    files: programs,
  }
  const name = `tsconfig.${moduleResolution}.json`
  writeFileSync(join(cwd, name), JSON.stringify(config))
  const args = [join(cwd, 'node_modules/typescript/lib/tsc.js'), '-p', name, '--pretty', 'false']
  const { output } = await runCommand(node, args, { cwd, env: surroundings })
  const problems = output.split('\n').filter((line) => /^\S.*error TS\d/u.test(line) && !foreign.test(line))
  assert.equal(problems.join('\n'), '')
  assert.ok(programs.length >= starts.length, 'every quick start has a program')
}

/** Runs the command line as it is installed. @param {string} cwd */
async function checkCommandLine(cwd) {
  await npm.install(cwd, ['@x/oidc-cli', '@x/oidc-node'], tarballs)
  const program = join(cwd, 'node_modules/.bin/oidc')
  assert.match(await runOrThrow(program, ['secret'], cwd), /^[\da-f]{64}\n$/u)
  writeFileSync(join(cwd, 'claims.json'), JSON.stringify({ sub: 'ada', groups: ['staff'] }))
  const [block = ''] =
    /^```ts\n\/\/ oidc\.config\.ts[\s\S]+?^```$/mu.exec(
      readFileSync(join(root, 'packages/cli/README.md'), 'utf8'),
    ) ?? []
  writeFileSync(join(cwd, 'oidc.config.ts'), block.split('\n').slice(1, -1).join('\n'))
  const env = {
    ISSUER_URL: 'https://id.example.com',
    CLIENT_ID: 'app',
    CLIENT_SECRET: 'a secret',
    SESSION_SECRET: 'a secret of more than thirty-two bytes',
  }
  assert.match(await runOrThrow(program, ['explain', '--claims', 'claims.json'], cwd, env), /"ROLE_USER"/u)
}

/** Compiles and runs what the command line writes. @param {import('./written-apps.mjs').Setting} setting */
async function checkWrittenApps(setting) {
  const compiler = join(root, 'node_modules/typescript/lib/tsc.js')
  await runStep('types init', async () => {
    for (const project of await writeTypedApps(setting)) {
      const args = [compiler, '-p', project, '--pretty', 'false']
      const { output } = await runCommand(node, args, { cwd: setting.apps, env: surroundings })
      const problems = output.split('\n').filter((line) => /error TS\d/u.test(line) && !foreign.test(line))
      assert.equal(problems.join('\n'), '')
    }
  })
  for (const { name, run } of listSignIns(setting)) await runStep(name, run)
}

/** Compares the guide's table of TypeScript's settings with what the compilers say. @param {string} cwd */
async function checkSettings(cwd) {
  const [table] = parseMarkdown(readFileSync(join(root, guide), 'utf8')).tables
  assert.ok(table && table.rows.length > 0, 'the guide has no table')
  mkdirSync(join(cwd, 'settings'), { recursive: true })
  for (const kind of ['mts', 'cts']) {
    const text = "import { decideAccess } from '@x/oidc-core'\nexport const decide = decideAccess\n"
    writeFileSync(join(cwd, 'settings', `main.${kind}`), text)
  }
  const smallest = join(cwd, 'node_modules/typescript/lib/tsc.js')
  const ours = join(root, 'node_modules/typescript/lib/tsc.js')
  const version = JSON.parse(readFileSync(join(root, 'node_modules/typescript/package.json'), 'utf8')).version
  const columns = [
    { name: 'ES module', compiler: smallest, file: 'main.mts' },
    { name: `CommonJS file, TypeScript ${smallestTypeScript}`, compiler: smallest, file: 'main.cts' },
    { name: `CommonJS file, TypeScript ${version.replace(/\.\d+$/u, '')}`, compiler: ours, file: 'main.cts' },
  ]
  for (const row of table.rows) {
    const [module = '', resolution = ''] = Object.values(row).map((cell) => cell.replaceAll('`', ''))
    for (const { name, compiler, file } of columns) {
      const options = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022', '--noEmit']
      const args = [compiler, ...options, '--types', 'node', '--skipLibCheck', join('settings', file)]
      const { output } = await runCommand(node, args, { cwd, env: surroundings })
      const [error] = /TS\d+/u.exec(output) ?? []
      assert.equal(row[name], error === undefined ? 'works' : `\`${error}\``, `${module}, ${name}: ${output}`)
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'quick-starts-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const tarballs = await packPackages(packageFolders, join(folder, 'packed'))

if (wanted[0] !== 'pnpm') {
  const byNpm = join(folder, 'npm')
  const needed = [...starts, ...guides].flatMap(({ packages }) => packages)
  await runStep('install by npm', () => npm.install(byNpm, [...new Set([...needed, ...types])], tarballs))
  for (const start of [...starts, ...guides]) await tryStart(start, 'npm', join(byNpm, start.name))
  for (const start of starts) {
    const [line] = start.commands
    // `next dev` takes a minute; its configuration is that of the others.
    if (start.environment === undefined || !line?.startsWith('node ')) continue
    await runStep(`npm ${start.name} without roles`, async () => {
      const cwd = join(byNpm, `${start.name}-without-roles`)
      const changed = leaveOutRoles(start)
      writeFiles(changed, cwd)
      await runLine(changed, line, cwd, { admitsAll: true, hasGate: false })
    })
  }
  // One application shows it: the others differ in their framework alone, and are compiled.
  for (const start of starts.filter(({ name }) => name === 'root'))
    await runStep('npm root with some roles', async () => {
      const cwd = join(byNpm, 'root-with-some-roles')
      const changed = admitEveryone(start)
      writeFiles(changed, cwd)
      await runLine(changed, start.commands[0] ?? '', cwd, { admitsAll: true, hasGate: true })
    })
  for (const resolution of /** @type {const} */ (['node16', 'nodenext', 'bundler']))
    await runStep(`types TypeScript ${smallestTypeScript}, ${resolution}`, () =>
      compilePrograms(byNpm, resolution),
    )
  await runStep("types the guide's table of settings", () => checkSettings(byNpm))
  const cli = join(folder, 'cli')
  await runStep('npm cli', () => checkCommandLine(cli))
  await checkWrittenApps({ cli, apps: byNpm, env: surroundings })
}

for (const start of starts.filter(({ name }) => isWanted(`pnpm ${name}`))) {
  const cwd = join(folder, 'pnpm', start.name)
  await runStep(`install by pnpm ${start.name}`, () => pnpm.install(cwd, start.packages, tarballs))
  await tryStart(start, 'pnpm', cwd)
}

if (failed > 0) process.exitCode = 1
else console.log('The quick starts do what they say.')
