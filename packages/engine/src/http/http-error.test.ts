import { OidcError } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'
import { buildTokensError, buildTokensErrorResponse } from './http-error.ts'

interface HttpError extends OidcError {
  readonly status: number
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
}

const build = (error: unknown) => buildTokensError(error, 'Cookie realm="x"') as HttpError
const outage = (retryAfterSeconds?: number) =>
  new OidcError('provider_unavailable', 'the words of the provider', {
    ...{ providerId: 'op', operation: 'token', why: 'HTTP 503' },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })

describe('the error of tokens', () => {
  it('is 401 with a challenge for a caller without tokens', async () => {
    const error = build(new OidcError('tokens_unavailable', 'The session has ended.', { why: 'ended' }))
    expect(error).toMatchObject({ code: 'tokens_unavailable', message: 'The session has ended.' })
    expect([error.status, error.statusCode]).toEqual([401, 401])
    expect(error.headers['www-authenticate']).toBe('Cookie realm="x"')
    const response = buildTokensErrorResponse(error)
    expect([response?.status, response?.headers.get('cache-control')]).toEqual([401, 'private, no-store'])
    expect(await response?.json()).toMatchObject({ status: 401, code: 'tokens_unavailable' })
  })

  it('is 503 with Retry-After for an outage, and the words of the provider are in its cause only', async () => {
    const cause = outage(7)
    const error = build(cause)
    expect([error.status, error.headers['retry-after'], error.cause]).toEqual([503, '7', cause])
    expect(build(outage()).headers['retry-after']).toBe('10')
    const response = buildTokensErrorResponse(error)
    expect(response?.headers.get('retry-after')).toBe('7')
    for (const text of [error.message, JSON.stringify(error), await response?.text()])
      expect(text).not.toContain('the words of the provider')
  })

  it('is 503 also where the same error is 400 at a sign-in: the caller cannot change it', () => {
    const detail = { providerId: 'op', error: 'invalid_scope' } as OidcError<'token_request_failed'>['detail']
    expect(build(new OidcError('token_request_failed', 'x', detail)).status).toBe(503)
  })

  it('leaves a mistake of the application as it is', () => {
    const mistake = new TypeError('keeps no tokens')
    expect(buildTokensError(mistake, '')).toBe(mistake)
    expect(buildTokensErrorResponse(mistake)).toBeUndefined()
    expect(buildTokensErrorResponse(outage())).toBeUndefined()
  })
})
