// Whether what the commands of a document start is there: scripts of npm, packages of ours, files, and the commands and options of `oidc`.
// Without it a script that was renamed, or an option of the command line that went, is found by the reader who types it.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runCommand } from '../run-command.mjs'
import { packageFolders, readManifest, root } from '../workspace.mjs'

/** @typedef {Pick<import('./parse-markdown.mjs').Document, 'path' | 'blocks'>} CommandDocument */

/** Programs of others. What they are given is theirs to check. */
const foreign = new Set([
  ...[
    'bun',
    'cat',
    'cd',
    'cp',
    'curl',
    'deno',
    'docker',
    'echo',
    'export',
    'gh',
    'git',
    'grep',
    'jq',
    'kubectl',
    'mkdir',
    'mv',
  ],
  ...['openssl', 'psql', 'redis-cli', 'rm', 'yarn', 'wrangler'],
])

/** What `npx` may start: programs of packages that the document says to install, or well-known ones. */
const foreignPrograms = new Set(['jest', 'next', 'playwright', 'tsx', 'tsc', 'vitest', 'wrangler'])

const npmCommands = new Set([
  'install',
  'i',
  'ci',
  'init',
  'create',
  'exec',
  'uninstall',
  'audit',
  'pack',
  'publish',
  'version',
])

const ownPackages = new Set(packageFolders.map((folder) => readManifest(folder).name))
const cli = '@x/oidc-cli'

/** The commands of `oidc` with their options, as its help lists them. */
const oidcCommands = await readOidcCommands()

/** @param {string} code @param {CommandDocument} document @returns {string[]} problems */
export function checkCommands(code, document) {
  return splitCommands(code).flatMap((words) => checkCommand(words, document))
}

/** @param {string[]} words @param {CommandDocument} document @returns {string[]} */
function checkCommand(words, document) {
  const [program = '', ...args] = words.slice(words.findIndex((word) => !/^[A-Za-z_]\w*=/u.test(word)))
  if (words.every((word) => /^[A-Za-z_]\w*=/u.test(word)) || foreign.has(program)) return []
  if (program === 'npm') return checkNpm(args, document)
  if (program === 'npx') return checkNpx(args)
  if (program === 'pnpm') return args[0] === 'exec' ? [] : checkPnpm(args, document)
  if (program === 'oidc') return checkOidc(args)
  if (program === 'node') return checkNode(args, document)
  return [`an unknown program: ${program}`]
}

/** @param {string[]} args @param {CommandDocument} document @returns {string[]} */
function checkNpm([command = '', ...args], document) {
  const script = command === 'run' ? (args.find((word) => !word.startsWith('-')) ?? '') : command
  if (command !== 'run' && command !== 'start' && command !== 'test')
    return npmCommands.has(command) ? checkPackages(args) : [`npm has no command ${command}`]
  return hasScript(script, document) ? [] : [`there is no script ${script}`]
}

/** @param {string[]} args @param {CommandDocument} document @returns {string[]} */
function checkPnpm([command = '', ...args], document) {
  if (npmCommands.has(command) || ['add', 'changeset', 'dlx'].includes(command)) return checkPackages(args)
  const script = command === 'run' ? (args[0] ?? '') : command
  return hasScript(script, document) ? [] : [`there is no script ${script}`]
}

/** @param {string[]} words @returns {string[]} */
const checkPackages = (words) =>
  words
    .filter((word) => word.startsWith('@x/'))
    .map((word) => word.replace(/(?<=.)@[^/@]*$/u, ''))
    .filter((name) => !ownPackages.has(name))
    .map((name) => `there is no package ${name}`)

/** @param {string[]} words @returns {string[]} */
function checkNpx(words) {
  const [name = '', ...args] = words.filter((word, at) => at > 0 || !word.startsWith('-'))
  // Where the command line is installed, its program has a name of its own.
  if (name === 'oidc' || name.replace(/(?<=.)@[^/@]*$/u, '') === cli) return checkOidc(args)
  return foreignPrograms.has(name) ? [] : [`npx starts an unknown program: ${name}`]
}

/** @param {string[]} args @returns {string[]} */
function checkOidc([name = '', ...args]) {
  if (name === '--help' || name === '--version') return []
  const options = oidcCommands.get(name)
  if (options === undefined) return [`oidc has no command ${name}`]
  return args
    .filter((word) => word.startsWith('--') && word !== '--help')
    .map((word) => word.split('=', 1)[0] ?? '')
    .filter((option) => !options.includes(option))
    .map((option) => `oidc ${name} has no option ${option}`)
}

/** A file of the repository, or one that the document tells to write. @param {string[]} args @param {CommandDocument} document @returns {string[]} */
function checkNode(args, document) {
  const file = args.find((word) => !word.startsWith('-'))
  if (file === undefined) return []
  const isWritten = document.blocks.some(({ code }) => code.startsWith(`// ${file}\n`))
  const isThere = [root, join(root, dirname(document.path))].some((folder) => existsSync(join(folder, file)))
  return isWritten || isThere || file.startsWith('dist/') ? [] : [`there is no file ${file}`]
}

/** Of the repository, of the example that a document is about, or of a package.json that the document shows. @param {string} script @param {CommandDocument} document */
function hasScript(script, { path, blocks }) {
  const own = join(root, dirname(path), 'package.json')
  const shown = blocks.filter(({ language, code }) => language === 'json' && code.includes('"scripts"'))
  const texts = [
    readFileSync(join(root, 'package.json'), 'utf8'),
    ...(existsSync(own) ? [readFileSync(own, 'utf8')] : []),
    ...shown.map(({ code }) => code),
  ]
  return texts.some((text) => Object.hasOwn(JSON.parse(text).scripts ?? {}, script))
}

/** The commands of a shell, each as its words. It knows the shell that we write, no more. @param {string} code @returns {string[][]} */
function splitCommands(code) {
  return code
    .replace(/\\\n/gu, ' ')
    .split('\n')
    .flatMap(
      (line) =>
        line.replace(/\$\([^)]*\)/gu, 'value').match(/(?:"[^"]*"|'[^']*'|(?:^|\s)#.*$|[^;&|])+/gu) ?? [],
    )
    .map((command) => command.replace(/(?:^|\s)#.*$/u, '').match(/(?:"[^"]*"|'[^']*'|\S)+/gu) ?? [])
    .map((words) => words.map((word) => word.replace(/^(['"])(.*)\1$/u, '$2')))
    .filter((words) => words.length > 0)
}

/** @returns {Promise<Map<string, string[]>>} */
async function readOidcCommands() {
  const names = [...(await readHelp([])).matchAll(/^ {2}([a-z]\S*)/gmu)].map(([, name = '']) => name)
  const entries = names
    .filter((each) => each !== 'help')
    .map(async (name) => {
      const options = (await readHelp([name])).matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gmu)
      return /** @type {const} */ ([name, [...options].map(([, option = '']) => option)])
    })
  return new Map(await Promise.all(entries))
}

/** From its sources: the check runs before a build, too. @param {string[]} command @returns {Promise<string>} */
async function readHelp(command) {
  const program = ['--conditions=@x/source', '--no-warnings', 'packages/cli/src/main.ts']
  const { exitCode, output } = await runCommand(process.execPath, [...program, ...command, '--help'])
  if (exitCode !== 0) throw new Error(`oidc ${command.join(' ')} --help fails:\n${output}`)
  return output
}
