// Installs each package that applications use alone, packed, and resolves there what the documents' programs import. Without it
// a program works in this workspace only, where every package is at hand: under pnpm a project imports only what it lists itself.
//
// The program for authors of adapters (packages/node/README.md) is run as well, on what is packed.
import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { readExcerpt } from './docs/check-excerpts.mjs'
import { parseMarkdown } from './docs/parse-markdown.mjs'
import { findInstalled, isForAuthors, listOwnImports, resolveImports } from './docs/resolve-imports.mjs'
import { installAlone } from './install-alone.mjs'
import { packPackage } from './pack-package.mjs'
import { reportProblems } from './report-problems.mjs'
import { runCommand } from './run-command.mjs'
import { libraryFolders, readManifest, root } from './workspace.mjs'

// with-toolchain.mjs names the machine's own Node: often the oldest at hand.
const node = process.env['MACHINE_NODE'] ?? process.execPath

/** Tries the hook of packages/node/README.md, `./hook.js`. */
const trial = `
import assert from 'node:assert/strict'
import http from 'node:http'
import { createHook } from './hook.js'

const hook = createHook({
  baseUrl: 'http://localhost:3000',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  session: { secret: 'a secret of at least thirty-two bytes' },
  log: () => undefined,
})
const hostile = { 'Cache-Control': 'public', 'Content-Security-Policy': "default-src 'self'" }

const server = http.createServer(async (req, res) => {
  const writeHead = res.writeHead.bind(res)
  res.writeHead = (status, ...rest) => {
    for (const [name, value] of Object.entries(hostile)) res.setHeader(name, value)
    return writeHead(status, ...rest)
  }
  if (!(await hook(req, res, req.url === '/gated' ? {} : undefined))) return
  if (req.url === '/private') res.setHeader('x-status', req.auth.status)
  res.writeHead(200, hostile).end()
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const ask = (path, headers) => fetch(\`http://127.0.0.1:\${server.address().port}\${path}\`, { headers })
const [shared, personal, gated] = await Promise.all(['/', '/private', '/gated'].map((path) => ask(path)))
const page = await ask('/login/oauth2/code/main?code=a&state=b', { accept: 'text/html' })
assert.equal(shared.headers.get('cache-control'), 'public')
assert.equal(personal.headers.get('x-status'), 'anonymous')
assert.equal(personal.headers.get('cache-control'), 'private, no-store')
assert.equal(gated.status, 401)
assert.equal(gated.headers.get('cache-control'), 'private, no-store')
assert.match(page.headers.get('content-security-policy'), /^default-src 'none'/)
server.close()
server.closeAllConnections()
`

const programs = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md'], {
  cwd: root,
})
  .sort()
  .flatMap((path) =>
    parseMarkdown(readFileSync(join(root, path), 'utf8')).blocks.flatMap((block) => {
      if (!/^tsx?$/u.test(block.language) || readExcerpt(block) !== undefined) return []
      // A program with a name is one of a quick start: check-quick-starts.mjs installs what it is to be installed with.
      if (/^\/\/ \S+\.m?js\n/u.test(block.code)) return []
      const imports = listOwnImports(block.code)
      const folder = findInstalled(path, imports)
      return folder === undefined ? [] : [{ path, ...block, folder, isForAuthors: isForAuthors(imports) }]
    }),
  )

/** @param {string} project @param {string} code of the hook */
async function tryHook(project, code) {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  writeFileSync(join(project, 'hook.js'), ts.transpileModule(code, { compilerOptions: options }).outputText)
  writeFileSync(join(project, 'main.js'), trial)
  const { exitCode, output } = await runCommand(node, ['main.js'], { cwd: project })
  return exitCode === 0 ? [] : [`the program for authors of adapters fails:\n${output}`]
}

const problems = []
const folder = mkdtempSync(join(tmpdir(), 'packed-programs-'))
try {
  const tarballs = new Map()
  for (const each of libraryFolders)
    tarballs.set(readManifest(each).name, await packPackage(each, join(folder, 'packed', each)))
  for (const each of libraryFolders) {
    const project = await installAlone([each], join(folder, each), tarballs)
    const theirs = programs.filter((program) => program.folder === each && !program.isForAuthors)
    assert.notEqual(theirs.length, 0, `no document has a program for ${each}`)
    problems.push(...resolveImports(theirs, project))
  }
  const authors = await installAlone(['node', 'engine'], join(folder, 'authors'), tarballs)
  const theirs = programs.filter((program) => program.isForAuthors)
  problems.push(...resolveImports(theirs, authors))
  const hook = theirs.find(({ code }) => code.includes('createHook'))
  assert.ok(hook, 'packages/node/README.md has no createHook')
  problems.push(...(await tryHook(authors, hook.code)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
reportProblems(
  problems,
  `${programs.length} programs of the documents find what they import, with one package installed.`,
)
