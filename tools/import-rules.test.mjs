// The rules of .dependency-cruiser.mjs, on a tree of files that break each one of them.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand } from './run-command.mjs'
import { cache, program, root } from './workspace.mjs'

/** File, its imports, and the rule that it breaks. @type {[string, string, string | undefined][]} */
const cases = [
  ['packages/core/src/roles/clock.ts', 'node:fs', 'core-imports-nothing'],
  ['packages/engine/src/http/read-file.ts', 'node:fs', 'engine-imports'],
  ['packages/node/src/verify.ts', 'jose', 'node-imports'],
  ['packages/node/src/adapt.ts', './http/write.ts', 'node-builds-on-its-entry-point'],
  ['packages/hono/src/read-file.ts', 'node:fs', 'hono-imports'],
  ['packages/react/src/read-file.ts', 'node:fs', 'react-imports'],
  ['packages/react/src/verify.ts', '../../node/src/verify.ts', 'react-imports'],
  ['packages/react/src/refresh.ts', '../../engine/src/jwt/verify.ts', 'react-takes-types'],
  ['packages/testing/src/adapt.ts', '../../node/src/verify.ts', 'testing-imports'],
  ['packages/testing/src/adapt.ts', '../../node/src/verify.ts', 'packages-by-name'],
  ['examples/shop/src/main.ts', 'jose', 'examples-import-adapters'],
  ['packages/engine/src/routes/sign-in.ts', 'oauth4webapi', 'oauth4webapi-speaks'],
  ['packages/engine/src/routes/verify.ts', 'jose', 'jose-verifies-and-seals'],
  ['packages/engine/src/routes/shape.ts', 'valibot', 'valibot-shapes-input'],
  ['packages/engine/src/routes/refresh.ts', './sign-in.ts', 'routes-import-no-route'],
  ['packages/core/src/a.ts', './b.ts', 'no-cycle'],
  // A cycle is told of once, at its first file.
  ['packages/core/src/b.ts', './a.ts', undefined],
  ['packages/core/src/c.ts', './index.ts', 'barrel-is-for-others'],
  ['packages/core/src/d.ts', './roles/index.ts', 'one-barrel'],
  ['packages/core/src/e.ts', './e.test.ts', 'no-test-in-source'],
  ['packages/core/src/f.ts', './nowhere.ts', 'resolvable'],
  ['packages/core/src/index.ts', '', undefined],
  ['packages/core/src/roles/index.ts', '', undefined],
  ['packages/core/src/e.test.ts', '', undefined],
  ['packages/engine/src/jwt/verify.ts', 'jose', undefined],
  ['packages/engine/src/providers/ask.ts', 'oauth4webapi', undefined],
  ['packages/engine/src/distributed-claims/shape.ts', 'valibot', undefined],
  ['packages/node/src/listen.ts', 'node:http', undefined],
  ['packages/node/src/answer.ts', './http.ts', undefined],
  ['packages/node/src/http.ts', './http/write.ts', undefined],
  ['packages/node/src/http/write.ts', './head.ts', undefined],
  ['packages/node/src/http/head.ts', '', undefined],
]

/** @type {string} */
let tree
/** @type {string[]} */
let broken

beforeAll(async () => {
  mkdirSync(cache, { recursive: true })
  tree = mkdtempSync(join(cache, 'import-rules-'))
  for (const [file, source] of cases) {
    mkdirSync(join(tree, dirname(file)), { recursive: true })
    writeFileSync(join(tree, file), source === '' ? 'export const a = 1' : `import '${source}'`)
  }
  // Each of these stands where pnpm would put it.
  for (const folder of ['packages/engine', 'packages/node', 'examples/shop']) {
    mkdirSync(join(tree, folder, 'node_modules'))
    for (const name of ['jose', 'oauth4webapi', 'valibot']) {
      symlinkSync(join(root, 'packages/engine/node_modules', name), join(tree, folder, 'node_modules', name))
    }
  }
  writeFileSync(join(tree, 'tsconfig.json'), '{ "compilerOptions": { "module": "NodeNext" } }')
  const config = join(root, '.dependency-cruiser.mjs')
  const args = ['--config', config, '--output-type', 'json', 'packages', 'examples']
  const { output } = await runCommand(program('depcruise'), args, { cwd: tree })
  /** @type {{ summary: { violations: { from: string, rule: { name: string } }[] } }} */
  const report = JSON.parse(output)
  broken = report.summary.violations.map(({ from, rule }) => `${rule.name} ${from}`)
})

afterAll(() => rmSync(tree, { recursive: true, force: true }))

it.each(cases.filter(([, , rule]) => rule !== undefined))(
  '%s may not import %s: %s',
  (file, _source, rule) => {
    expect(broken).toContain(`${rule} ${file}`)
  },
)

it.each(cases.filter(([, , rule]) => rule === undefined))(
  'nothing is said of %s, which imports %s',
  (file) => {
    expect(broken.filter((line) => line.endsWith(` ${file}`))).toEqual([])
  },
)
