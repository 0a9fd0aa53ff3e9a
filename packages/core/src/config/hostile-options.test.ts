import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOidcError } from '../errors/oidc-error.ts'
import { checkOidcConfig, defineOidcConfig } from './define-oidc-config.ts'
import type { OidcOptions } from './oidc-options.ts'

const define = (value: unknown): unknown => defineOidcConfig(value as OidcOptions)

const thrown = (value: unknown): unknown => {
  try {
    define(value)
    return undefined
  } catch (error) {
    return error
  }
}

const endless: Record<string, unknown> = {}
endless['providers'] = [endless]

const hostile: readonly unknown[] = [
  undefined,
  null,
  0,
  'options',
  [],
  [[]],
  () => undefined,
  Symbol('options'),
  10n,
  new Map([['baseUrl', 'https://app.example.com']]),
  new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('trap')
      },
    },
  ),
  {
    get baseUrl(): string {
      throw new Error('a secret in an error')
    },
  },
  {
    providers: [
      {
        get clientSecret(): never {
          // What is thrown need not be an error.
          throw null as unknown as Error
        },
      },
    ],
  },
  { providers: new Array(4_000_000_000) },
  { providers: { length: 1, 0: {} } },
  endless,
  JSON.parse('{"__proto__":{"providers":[]},"constructor":{"prototype":{"polluted":true}}}'),
  { security: Object.create({ roleMapping: { staff: ['ROLE_USER'] } }) as unknown },
  { session: { secret: { toString: () => 'x'.repeat(32) } } },
]

describe('hostile options', () => {
  it.each(hostile.map((value, index) => [index, value]))(
    'give issues and throw nothing foreign: %i',
    (_, value) => {
      expect(checkOidcConfig(value).length).toBeGreaterThan(0)
      expect(isOidcError(thrown(value), 'config_invalid')).toBe(true)
    },
  )

  it('are reported without the text of a foreign error', () => {
    const options = {
      get baseUrl(): string {
        throw new Error('a secret in an error')
      },
    }
    expect(JSON.stringify(checkOidcConfig(options))).not.toContain('a secret')
    expect(checkOidcConfig(options)[0]).toMatchObject({ path: ['baseUrl'], code: 'unreadable' })
  })

  it('are read once, so that they cannot say one thing to the check and another to the engine', () => {
    let reads = 0
    const options = {
      get baseUrl() {
        reads += 1
        return reads === 1 ? 'https://app.example.com' : 'https://evil.example'
      },
      providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
      session: { secret: 'x'.repeat(32) },
    }
    expect(defineOidcConfig(options).baseUrl).toBe('https://app.example.com')
    expect(reads).toBe(1)
  })

  it('never pollute a prototype', () => {
    const json = '{"__proto__":["ROLE_ADMIN"],"constructor":["ROLE_ADMIN"]}'
    const config = defineOidcConfig({
      baseUrl: 'https://app.example.com',
      providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
      security: { roleMapping: JSON.parse(json) as Record<string, string[]> },
      session: { secret: 'x'.repeat(32) },
    })
    expect(Object.keys(config.providers[0].security.roleMapping)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(config.providers[0].security.roleMapping)).toBeNull()
  })

  it('cause only config_invalid, for any value', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withMap: true, withDate: true }), (value) => {
        checkOidcConfig(value)
        expect(isOidcError(thrown(value), 'config_invalid')).toBe(true)
      }),
    )
  })

  it('cause only config_invalid, if any one place is wrong', () => {
    const keys = fc.constantFrom('baseUrl', 'providers', 'security', 'session', 'paths', 'shareSecurity')
    const providerKeys = fc.constantFrom(
      'nameClaim',
      'scopes',
      'rolesClaims',
      'roleMapping',
      'security',
      'issuerUrl',
    )
    const anything = fc.anything({ withNullPrototype: true })
    fc.assert(
      fc.property(keys, anything, providerKeys, anything, (key, value, providerKey, providerValue) => {
        const provider = {
          providerId: 'a',
          issuerUrl: 'https://a.example',
          clientId: 'a',
          [providerKey]: providerValue,
        }
        const error = thrown({ baseUrl: 'https://a.example', providers: [provider], [key]: value })
        expect(error === undefined || isOidcError(error, 'config_invalid')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
