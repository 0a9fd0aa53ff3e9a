// Installs core's tarball alone in an empty folder and decides with it. Without it a missing file in the package, or a
// dependency that only the workspace has, is found by the first user.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackage } from './pack-package.mjs'
import { runCommand } from './run-command.mjs'

// with-toolchain.mjs names the machine's own Node: often the oldest at hand.
const node = process.env['MACHINE_NODE'] ?? process.execPath

const program = `
import assert from 'node:assert/strict'
import { decideAccess, defineOidcConfig } from '@x/oidc-core'

const config = defineOidcConfig({
  baseUrl: 'http://localhost:3000',
  providers: [
    { providerId: 'id', issuerUrl: 'https://id.example.com', clientId: 'app', rolesClaims: [['realm', 'groups']] },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'] } },
  session: { secret: 'a secret of at least thirty-two bytes' },
})
const claims = { iss: 'https://id.example.com', sub: 'alice' }
const admitted = decideAccess(config.providers[0], { idToken: { ...claims, realm: { groups: ['staff'] } } })
assert.equal(admitted.admitted, true)
assert.deepEqual([...admitted.roles], ['ROLE_USER'])
assert.equal(decideAccess(config.providers[0], { idToken: claims }).admitted, false)
`

/** @param {string} command @param {string[]} args @param {string} cwd */
async function runOrThrow(command, args, cwd) {
  const { exitCode, output } = await runCommand(command, args, { cwd })
  if (exitCode !== 0) throw new Error(`${command} ${args[0] ?? ''} failed:\n${output}`)
}

const folder = mkdtempSync(join(tmpdir(), 'packed-core-'))
try {
  const tarball = await packPackage('core', join(folder, 'packed'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  writeFileSync(join(folder, 'main.js'), program)
  await runOrThrow('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], folder)
  const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))
  assert.deepEqual(installed, ['@x'], 'core brings other packages along')
  assert.deepEqual(readdirSync(join(folder, 'node_modules', '@x')), ['oidc-core'])
  await runOrThrow(node, ['main.js'], folder)
  console.log('Core works alone.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
