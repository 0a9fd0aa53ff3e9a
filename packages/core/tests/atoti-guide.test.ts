import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseMarkdown } from '../../../tools/docs/parse-markdown.mjs'
import { fromAtoti } from '../src/index.ts'

const guide = new URL('../../../docs/providers/atoti.md', import.meta.url)
const { blocks } = parseMarkdown(readFileSync(guide, 'utf8'))
const [python = '', ...others] = blocks
  .filter(({ language }) => language === 'python')
  .map(({ code }) => code)

/** The keyword arguments of the call, whose values are texts, lists of texts and a variable of the environment. */
function readArguments(call: string): Record<string, unknown> {
  const json = call
    .replace(/os\.environ\["(\w+)"\]/gu, '"$1"')
    .replace(/^\s+(\w+)=/gmu, '"$1": ')
    .replace(/,(?=\s*[\])}])|,\s*$/gu, '')
  return JSON.parse(`{${json}}`) as Record<string, unknown>
}

/** The entries of `role_mapping`: the keys of a dictionary, each with a set. */
function readMapping(dictionary: string): Record<string, unknown> {
  return JSON.parse(dictionary.replace(/: \{([^}]*)\}/gu, ': [$1]')) as Record<string, unknown>
}

describe('docs/providers/atoti.md', () => {
  const given = readArguments(/OidcConfig\((.*?)\n\)/su.exec(python)?.[1] ?? '')
  const mapping = readMapping(/role_mapping\.update\((.*)\)/u.exec(python)?.[1] ?? '')
  const defaults = /default_roles\.add\("(\w+)"\)/u.exec(python)?.[1]

  it('shows Python whose names and values fromAtoti takes', () => {
    const program = blocks.find(({ code }) => code.includes('fromAtoti({'))?.code ?? ''
    const values = { ...given, client_secret: undefined, role_mapping: mapping, default_roles: [defaults] }
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue
      const written = new RegExp(`^  ${name}: (.*),$`, 'mu').exec(program)?.[1] ?? ''
      const json = written.replaceAll("'", '"').replace(/(?<=[{,] )(\w+):/gu, '"$1":')
      expect([name, JSON.parse(json)]).toEqual([name, value])
    }
    expect(others).toEqual([])
  })

  it('shows Python that becomes the configuration of the same names', () => {
    const { provider } = fromAtoti({ ...given, role_mapping: mapping, default_roles: [defaults] })
    expect(provider).toMatchObject({
      issuerUrl: given['issuer_url'],
      rolesClaims: given['roles_claims'],
      security: { roleMapping: mapping, defaultRoles: ['ROLE_UK'] },
    })
  })
})
