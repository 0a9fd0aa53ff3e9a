// Does what docs/guides/testing.md says of Playwright, in an empty folder, with packed packages and the Chromium of the other tests: a part of
// `npm run test:browsers`. Compiles its programs, too, against the types of the test runner: check-docs.mjs leaves them to this file. Without it the recipe says what @playwright/test or our cookies no longer do.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resolveExecutable } from '../packages/testing/src/browser/resolve-executable.ts'
import { readQuickStart } from './docs/read-quick-start.mjs'
import { findPort } from './find-port.mjs'
import { runCommand } from './run-command.mjs'
import { packPackages, takeOurs } from './runtimes/install-packages.mjs'
import { packageFolders, root } from './workspace.mjs'

/** For an installation or a browser that hangs. */
const mostSeconds = 600

const folder = mkdtempSync(join(tmpdir(), 'playwright-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const { files, packages } = readQuickStart(
  readFileSync(join(root, 'docs/guides/testing.md'), 'utf8'),
  '## Playwright',
)
const tarballs = await packPackages(packageFolders, join(folder, 'packed'))
const cwd = join(folder, 'app')
mkdirSync(cwd)
for (const [name, text] of files) writeFileSync(join(cwd, name), text)
// The reader's own configuration, and where the browser is.
const launchOptions = { executablePath: await resolveExecutable(), args: ['--no-sandbox'] }
writeFileSync(
  join(cwd, 'checked.config.mjs'),
  `import config from './playwright.config.mjs'
export default { ...config, timeout: ${mostSeconds * 1000}, use: { ...config.use, launchOptions: ${JSON.stringify(launchOptions)} } }\n`,
)
const dependencies = {
  ...takeOurs(packages, tarballs),
  ...Object.fromEntries(packages.filter((name) => !tarballs.has(name)).map((name) => [name, '*'])),
  '@types/node': '*',
}
writeFileSync(join(cwd, 'package.json'), JSON.stringify({ dependencies }))

/** @param {string} command @param {string[]} args */
async function run(command, args) {
  const env = { PORT: String(await findPort()), CI: '1', NODE_OPTIONS: undefined, FORCE_COLOR: undefined }
  const { exitCode, output } = await runCommand(command, args, {
    ...{ cwd, env },
    signal: AbortSignal.timeout(mostSeconds * 1000),
  })
  if (exitCode !== 0) throw new Error(`${command} ${args[0]} failed:\n${output}`)
  return output
}

await run('npm', ['install', '--no-audit', '--no-fund'])
const compiled = [...files.keys()].filter((name) => name.endsWith('.mjs'))
writeFileSync(
  join(cwd, 'tsconfig.json'),
  JSON.stringify({
    compilerOptions: {
      // A program in JavaScript need not convince a compiler that a response is there.
      ...{ strict: true, strictNullChecks: false, allowJs: true, checkJs: true, noEmit: true },
      ...{ target: 'es2022', module: 'nodenext', types: ['node'], skipLibCheck: true },
    },
    files: compiled,
  }),
)
await run(process.execPath, [
  join(root, 'node_modules/typescript/lib/tsc.js'),
  '-p',
  '.',
  '--pretty',
  'false',
])
const output = await run('npx', [
  'playwright',
  'test',
  '--config',
  'checked.config.mjs',
  '--reporter',
  'line',
])
if (!/\b2 passed\b/u.test(output)) throw new Error(`two tests must pass:\n${output}`)
console.log('The recipe for Playwright does what it says.')
