import { checkOidcConfig, defineOidcConfig } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'

const provider = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }
const options = {
  baseUrl: 'https://app.example.com',
  providers: [provider],
  session: { secret: 'thirty-two bytes are the least..' },
}
const name = (index: number) => ({ ...provider, providerId: `p${index}` })
const fill = (count: number, key: string): Record<string, string[]> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${key}${index}`, [`ROLE_${key}${index}`]]))

/** How many errors there are, with those that the report has no room for. */
function countErrors(place: object): number {
  const errors = checkOidcConfig({ ...options, ...place }).filter(({ severity }) => severity === 'error')
  const [, more] = /has (\d+) more errors/.exec(errors.at(-1)?.message ?? '') ?? []
  return more === undefined ? errors.length : errors.length - 1 + Number(more)
}

describe('what stands in many places of the options costs no more than what may be read of it', () => {
  // An object whose unknown keys are listed gives 21 errors. One beyond the bound is unreadable and lacks what it must have.
  it('an object with unknown keys among the rules', () => {
    const rolesClaims = new Array(4000).fill({ path: 'a', ...fill(4000, 'key') })
    const errors = countErrors({ providers: [{ ...provider, rolesClaims }] })
    expect(errors).toBeGreaterThan(4000)
    expect(errors).toBeLessThan(4000 * 2 + 250 * 21)
  })

  it('an object with unknown keys among the providers', () => {
    const providers = new Array(1000).fill({ ...provider, ...fill(20_000, 'key') })
    expect(countErrors({ providers })).toBeLessThan(1000 * 4 + 50 * 21)
  })

  it('the list of roles that no provider may pass through', () => {
    const config = defineOidcConfig({
      ...options,
      shareSecurity: true,
      security: { roleMapping: fill(100, 'A'), passthrough: { allow: ['**'], except: ['ROLE_A1'] } },
      providers: [0, 1, 2].map(name),
    })
    const lists = config.providers.map(({ security }) => security.passthrough && security.passthrough.except)
    expect(lists[0]).toHaveLength(101)
    expect(new Set(lists).size).toBe(1)
  })

  it('but a provider keeps the names that it alone reserves', () => {
    const except = (...names: string[]) => ({ passthrough: { allow: ['**'], except: names } })
    const { providers } = defineOidcConfig({
      ...options,
      providers: [
        { ...name(0), security: except('ROLE_OWN', 'A_FIRST') },
        { ...name(1), security: except() },
      ],
    })
    expect(providers.map(({ security }) => security.passthrough && security.passthrough.except)).toEqual([
      ['A_FIRST', 'ROLE_OWN', 'ROLE_USER'],
      ['ROLE_USER'],
    ])
  })

  it('and too many such names for too many providers are an error', () => {
    const create = (count: number, except: string) => ({
      ...options,
      providers: Array.from({ length: count }, (_, index) => ({
        ...name(index),
        security: {
          roleMapping: index === 0 ? fill(5000, 'A') : {},
          passthrough: { allow: ['**'], except: [except] },
        },
      })),
    })
    expect(countErrors(create(199, 'ROLE_OWN'))).toBe(0)
    expect(countErrors(create(1000, 'ROLE_A1'))).toBe(0)
    expect(checkOidcConfig(create(200, 'ROLE_OWN'))).toEqual([
      expect.objectContaining({ path: ['providers'], code: 'out_of_range' }),
    ])
  })
})
