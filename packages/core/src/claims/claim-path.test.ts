import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOidcError } from '../errors/oidc-error.ts'
import { claimPathFromDotted, claimPathFromPointer } from './claim-path.ts'

const codeOf = (action: () => unknown): boolean => {
  try {
    action()
    return false
  } catch (error) {
    return isOidcError(error, 'config_invalid')
  }
}

it('says of a path that it is no claim, and where: at the path itself', () => {
  expect(() => claimPathFromDotted('')).toThrow(
    expect.objectContaining({
      detail: { issues: [expect.objectContaining({ severity: 'error', path: [], code: 'invalid_claim' })] },
    }),
  )
})

describe('a JSON Pointer', () => {
  it.each(['', 'a', 'a/b', '#/a', '/', '/a/', '/a//b', '/a~', '/a~2b'])('%j is refused', (pointer) => {
    expect(codeOf(() => claimPathFromPointer(pointer))).toBe(true)
  })

  it.each([
    ['/a/b', ['a', 'b']],
    ['/https:~1~1example.com~1roles/0', ['https://example.com/roles', 0]],
    ['/m~0n/~01', ['m~n', '~1']],
    ['/a/01/-1/-', ['a', '01', '-1', '-']],
    ['/a/257712562366317695', ['a', '257712562366317695']],
  ])('%j becomes %j', (pointer, path) => {
    expect(claimPathFromPointer(pointer)).toEqual(path)
  })

  it('brings back every path of names and indexes', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !/^\d+$/.test(text))
    fc.assert(
      fc.property(fc.array(fc.oneof(name, fc.nat()), { minLength: 1 }), (path) => {
        const tokens = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))
        expect(claimPathFromPointer(`/${tokens.join('/')}`)).toEqual(path)
      }),
    )
  })
})

describe('a dotted path', () => {
  it.each(['', '.', 'a.', '.a', 'a..b'])('%j is refused', (dotted) => {
    expect(codeOf(() => claimPathFromDotted(dotted))).toBe(true)
  })

  it.each([
    ['a', ['a']],
    ['realm_access.roles', ['realm_access', 'roles']],
    ['emails.0', ['emails', 0]],
  ])('%j becomes %j', (dotted, path) => {
    expect(claimPathFromDotted(dotted)).toEqual(path)
  })
})
