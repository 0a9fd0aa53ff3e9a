import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseMarkdown } from '../../../tools/docs/parse-markdown.mjs'
import { readGuide } from '../../../tools/docs/read-guide.mjs'
import type { Claims, JsonObject } from '../src/claims/json.ts'
import type { ProviderConfig, SignInProviderConfig } from '../src/config/oidc-config.ts'
import type { OidcOptions } from '../src/config/oidc-options.ts'
import * as core from '../src/index.ts'

interface Guide {
  readonly configurations: readonly OidcOptions[]
  readonly claims: ReadonlyMap<string, JsonObject>
  readonly decision: string
  readonly warnings: readonly string[]
}

const folder = new URL('../../../docs/providers/', import.meta.url)

const readText = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

const parseGuide = (text: string): Guide => readGuide(text, core) as Guide

function decide(options: OidcOptions, claims: Guide['claims']): string {
  const { providers } = core.defineOidcConfig(options)
  return core.explainAccess(core.decideAccess(providers[0], sourcesOf(claims)))
}

function sourcesOf(claims: Guide['claims']): core.AccessSources {
  const bearer = claims.get('bearer')
  if (bearer !== undefined) return { bearer }
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
})

/** Those of providers at which people sign in. */
const signInGuides = guides.filter((name) => parseGuide(readText(name)).claims.has('idToken'))

describe.each(signInGuides)('%s', (name) => {
  const { configurations, claims } = parseGuide(readText(name))
  const idToken = claims.get('idToken') ?? {}

  it('shows an ID Token that the configured client accepts', () => {
    for (const options of configurations) {
      const [provider] = core.defineOidcConfig(options).providers
      expect(brokenRule(provider, idToken)).toBeUndefined()
    }
  })

  it('shows the sources that a sign-in asks for', () => {
    for (const options of configurations) {
      const plan = core.planSignIn(core.defineOidcConfig(options).providers[0], idToken)
      expect(claims.has('userinfo')).toBe(plan.fetchUserinfo)
      if (claims.has('accessToken')) expect(plan.verifyAccessToken).toBe(true)
    }
  })
})
