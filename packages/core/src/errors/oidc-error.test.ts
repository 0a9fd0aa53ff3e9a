import { expect, it } from 'vitest'
import { isOidcError, OidcError } from './oidc-error.ts'

const error = new OidcError('unknown_provider', 'No such provider.', { providerId: 'x' }, new Error('why'))

it('is recognised, and by its code', () => {
  expect(isOidcError(error)).toBe(true)
  expect(isOidcError(error, 'unknown_provider')).toBe(true)
  expect(isOidcError(error, 'config_invalid')).toBe(false)
  expect(error).toMatchObject({ name: 'OidcError', code: 'unknown_provider', detail: { providerId: 'x' } })
  expect(error.cause).toBeInstanceOf(Error)
})

it('is recognised when another copy of the package made it', () => {
  const foreign = { code: 'unknown_provider', [Symbol.for('@x/oidc-core/OidcError')]: true }
  expect(isOidcError(foreign, 'unknown_provider')).toBe(true)
})

it.each([undefined, null, 'unknown_provider', new Error('unknown_provider'), { code: 'unknown_provider' }])(
  'is not %s',
  (value) => {
    expect(isOidcError(value)).toBe(false)
  },
)

it('has a cause only when there is one', () => {
  expect('cause' in new OidcError('cross_site_request', 'no', {})).toBe(false)
})

it('is told from anything at all, without an error', () => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  expect(isOidcError(revoked.proxy)).toBe(false)
})
