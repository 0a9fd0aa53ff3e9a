// What a misspelt role says in a project without `strict`, as `next dev` creates one. Without it roles are strings there, and every
// name compiles: `undefined` then extends every type.
import { expect, it } from 'vitest'
import { join } from 'node:path'
import ts from 'typescript'
import { packageRoot, root } from './workspace.mjs'

const code = `
import { defineOidcConfig, type RolesOf } from '@x/oidc-core'
const provider = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' } as const
const options = {
  baseUrl: 'http://localhost:3000',
  providers: [provider],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } },
  session: { secret: 'a secret' },
} as const
defineOidcConfig(options)
export const right: RolesOf<typeof options> = 'ROLE_ADMIN'
export const misspelt: RolesOf<typeof options> = 'ROLE_ADMlN'
export const withoutSecurity: RolesOf<{ providers: [typeof provider] }> = 'ROLE_ADMIN'
`

it('a misspelt role does not compile without strict', () => {
  const name = join(packageRoot('core'), 'loose-sample.ts')
  const { options } = ts.parseJsonConfigFileContent(
    { extends: './tsconfig.base.json', compilerOptions: { types: ['node'] }, files: [] },
    ts.sys,
    root,
  )
  const all = {
    ...options,
    ...{
      exactOptionalPropertyTypes: false,
      paths: { '@x/oidc-core': [join(packageRoot('core'), 'src/index.ts')] },
    },
    ...{ strict: false, strictNullChecks: false },
  }
  const host = ts.createCompilerHost(all)
  const { fileExists, getSourceFile } = host
  host.fileExists = (file) => file === name || fileExists(file)
  host.getSourceFile = (file, version, ...rest) =>
    file === name ? ts.createSourceFile(file, code, version, true) : getSourceFile(file, version, ...rest)
  const program = ts.createProgram({ rootNames: [name], options: all, host })
  const errors = program
    .getSemanticDiagnostics(program.getSourceFile(name))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
  expect(errors).toEqual([
    expect.stringContaining(`'"ROLE_ADMlN"' is not assignable to type '"ROLE_USER" | "ROLE_ADMIN"'`),
    expect.stringContaining(`'"ROLE_ADMIN"' is not assignable to type '"ROLE_USER"'`),
  ])
})
