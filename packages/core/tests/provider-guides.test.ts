import { readdirSync, readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parseMarkdown } from '../../../tools/docs/parse-markdown.mjs'
import type { Claims, JsonObject } from '../src/claims/json.ts'
import type { ProviderConfig, SignInProviderConfig } from '../src/config/oidc-config.ts'
import type { OidcOptions } from '../src/config/oidc-options.ts'
import * as core from '../src/index.ts'

interface Guide {
  /** What each block that exports options evaluates to. */
  readonly configurations: readonly OidcOptions[]
  readonly claims: ReadonlyMap<string, JsonObject>
  readonly decision: string
  /** The codes that the guide says the configuration check warns of. */
  readonly warnings: readonly string[]
}

const sources = ['idToken', 'userinfo', 'accessToken']
const secret = 'only for the guides, thirty-two bytes'
const folder = new URL('../../../docs/providers/', import.meta.url)

const readText = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

/** Finds what a guide promises; throws where it does not promise a whole decision. */
function parseGuide(text: string): Guide {
  const { blocks } = parseMarkdown(text)
  const programs = blocks.filter(({ language, code }) => language === 'ts' && code.includes('export default'))
  const decisions = blocks.filter(
    ({ language, code }) => language === 'text' && /^(?:A|Not a)dmitted/.test(code),
  )
  const claims = blocks.flatMap(({ language, code }): [string, JsonObject][] => {
    const [format, source = ''] = language.split(' ')
    if (format !== 'json') return []
    if (!sources.includes(source)) throw new Error(`a json block is no source: ${source}`)
    return [[source, JSON.parse(code) as JsonObject]]
  })
  const [decision] = decisions
  if (decision === undefined || decisions.length > 1) throw new Error('there must be one decision')
  if (programs.length === 0) throw new Error('there is no configuration')
  if (new Map(claims).size < claims.length) throw new Error('a source is there twice')
  return {
    configurations: programs.map(({ code }) => evaluate(code)),
    claims: new Map(claims),
    decision: decision.code,
    warnings: [...text.matchAll(/The check warns of ([^.]+)\./g)].flatMap(([, list = '']) =>
      [...list.matchAll(/`(\w+)`/g)].map(([, code = '']) => code),
    ),
  }
}

/** Runs a program of a guide; it has what adapters export of core and two secrets, and nothing else. */
function evaluate(program: string): OidcOptions {
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const run = runInThisContext(`(exports, require, process) => {${outputText}\n}`) as (
    exported: { default?: OidcOptions },
    require: (name: string) => unknown,
    process: unknown,
  ) => void
  const exported: { default?: OidcOptions } = {}
  const require = (name: string): unknown => {
    // Every adapter exports what a guide needs of core.
    if (/^@x\/oidc-(?:core|node|hono|next|fastify)$/u.test(name)) return core
    throw new Error(`a guide must not need ${name}`)
  }
  run(exported, require, { env: { CLIENT_SECRET: secret, SESSION_SECRET: secret } })
  if (exported.default === undefined) throw new Error('there is no configuration')
  return exported.default
}

function decide(options: OidcOptions, claims: Guide['claims']): string {
  const { providers } = core.defineOidcConfig(options)
  return core.explainAccess(core.decideAccess(providers[0], sourcesOf(claims)))
}

function sourcesOf(claims: Guide['claims']): core.SignInSources {
  const idToken = claims.get('idToken')
  if (idToken === undefined) throw new Error('there is no ID Token')
  return { idToken, userinfo: claims.get('userinfo'), accessToken: claims.get('accessToken') }
}

function brokenRule(provider: ProviderConfig, idToken: Claims): core.BrokenIdTokenRule {
  const { issuerUrl, clientId, trustedAudiences } = provider as SignInProviderConfig
  const expected = { issuer: issuerUrl, clientId, trustedAudiences, nonce: 'n', clockSkewSeconds: 0 }
  const now = idToken['iat'] as number
  return core.validateIdToken({}, { ...idToken, nonce: 'n' }, { ...expected, now })
}

const files = readdirSync(folder)
const guides = files.filter((name) => name.endsWith('.md') && name !== 'README.md')

describe('a guide', () => {
  const block = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\`\n`
  const whole = [
    block('json idToken', '{ "sub": "1" }'),
    block('ts', 'export default {}'),
    'The decision:\n',
    block('text', 'Admitted with no roles.'),
  ]

  it.each([
    ['an ID Token', 0],
    ['a configuration', 1],
    ['a decision', 3],
  ])('without %s is none', (_, missing) => {
    const read = (text: string): unknown => sourcesOf(parseGuide(text).claims)
    expect(() => read(whole.join('\n'))).not.toThrow()
    expect(() => read(whole.filter((_part, index) => index !== missing).join('\n'))).toThrow('there')
  })

  it('says whose claims it shows', () => {
    expect(() => parseGuide([block('json', '{}'), ...whole].join('\n'))).toThrow('no source')
  })
})

it('The index links to everything in the folder', () => {
  const linked = parseMarkdown(readText('README.md')).links.map(({ target }) => target)
  expect(files.filter((name) => name !== 'README.md' && !linked.includes(name))).toEqual([])
})

describe.each(guides)('%s', (name) => {
  const { configurations, claims, decision, warnings } = parseGuide(readText(name))

  it('has configurations with no error and the warnings it mentions', () => {
    for (const options of configurations) {
      const issues = core.checkOidcConfig(options)
      expect(issues.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(issues.map(({ code }) => code).sort()).toEqual([...warnings].sort())
    }
  })

  it('says word for word what is decided', () => {
    for (const options of configurations) expect(decide(options, claims)).toBe(decision)
  })

  it('shows an ID Token that the configured client accepts', () => {
    for (const options of configurations) {
      const [provider] = core.defineOidcConfig(options).providers
      expect(brokenRule(provider, sourcesOf(claims).idToken)).toBeUndefined()
    }
  })

  it('shows the sources that a sign-in asks for', () => {
    for (const options of configurations) {
      const { idToken } = sourcesOf(claims)
      const plan = core.planSignIn(core.defineOidcConfig(options).providers[0], idToken)
      expect(claims.has('userinfo')).toBe(plan.fetchUserinfo)
      if (claims.has('accessToken')) expect(plan.verifyAccessToken).toBe(true)
    }
  })
})
