import type { BearerAuthentication, HttpRequest } from '@x/oidc-engine'
import { describe, expect, it, vi } from 'vitest'
import { runtimeCrypto } from '../src/crypto/select-crypto.ts'
import { audience, useBearerFixture } from './bearer-fixture.ts'

const fixture = useBearerFixture()

function requestWith(authorization: string, url = '/api'): HttpRequest {
  return { method: 'GET', url, header: (name) => (name === 'authorization' ? authorization : undefined) }
}

/** Whether a request is admitted without a verification, as it is from the cache alone. */
async function isCached(guard: BearerAuthentication, request: HttpRequest): Promise<boolean> {
  const verify = vi.spyOn(runtimeCrypto, 'verify')
  const { requestAuth } = await guard.authenticate(request)
  const isVerified = verify.mock.calls.length > 0
  verify.mockRestore()
  return requestAuth !== undefined && !isVerified
}

describe('the cache of verified tokens', () => {
  it('answers at once from the second request on', async () => {
    const guard = fixture.createApi().engine.bearer({ audience })
    const request = requestWith(`Bearer ${await fixture.sign()}`)
    expect(await isCached(guard, request)).toBe(false)
    const result = guard.authenticate(request)
    expect(result).not.toBeInstanceOf(Promise)
    const { requestAuth: caller } = await result
    expect(caller?.auth).toMatchObject({ status: 'authenticated', via: 'bearer', user: { subject: 'ada' } })
    expect(caller?.setCookies).toEqual([])
    expect(caller?.explain()?.admitted).toBe(true)
  })

  it('hands out a decision that no handler can change for the next request', async () => {
    const guard = fixture.createApi().engine.bearer({ audience })
    const request = requestWith(`Bearer ${await fixture.sign()}`)
    const decision = (await guard.authenticate(request)).requestAuth?.explain()
    if (decision?.admitted !== true) throw new Error('The token was not admitted.')
    Object.assign(decision, { subject: 'root', name: 'Root' })
    ;(decision.roles as string[]).push('ROLE_ROOT')
    const { requestAuth } = await guard.authenticate(request)
    expect(requestAuth?.auth.user?.subject).toBe('ada')
    expect(requestAuth?.auth.hasRole('ROLE_ROOT')).toBe(false)
    expect(requestAuth?.explain()).toMatchObject({ subject: 'ada', roles: ['ROLE_ADMIN', 'ROLE_USER'] })
  })

  it('R-01, R-13: has no result for a header that differs in one character, or for a token in the URL', async () => {
    const guard = fixture.createApi().engine.bearer({ audience })
    const token = await fixture.sign()
    const good = requestWith(`Bearer ${token}`)
    await guard.authenticate(good)
    expect(await isCached(guard, good)).toBe(true)
    const others = [
      requestWith(''),
      requestWith(token),
      requestWith(`Bearer  ${token}`),
      requestWith(`DPoP ${token}`),
      requestWith(`Basic ${token}`),
      requestWith(`Bearer ${token} `),
      requestWith(`Bearer ${token}, Bearer ${token}`),
      requestWith(`Bearer ${token}`, `/api?access_token=${token}`),
      ...Array.from({ length: token.length }, (_, at) =>
        requestWith(`Bearer ${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`),
      ),
      ...Array.from({ length: token.length }, (_, at) => requestWith(`Bearer ${token.slice(at + 1)}`)),
    ]
    for (const request of others) expect(await isCached(guard, request)).toBe(false)
  })

  it('R-05: forgets a token when it ends, and when the clock was set back', async () => {
    const guard = fixture.createApi().engine.bearer({ audience })
    const request = requestWith(`Bearer ${await fixture.sign()}`)
    await guard.authenticate(request)
    fixture.now -= 1
    expect(await isCached(guard, request)).toBe(false)
    fixture.now += 1
    await guard.authenticate(request)
    expect(await isCached(guard, request)).toBe(true)
    fixture.now += 10_000
    expect(await isCached(guard, request)).toBe(false)
  })

  it('lets no token through that lacks the role, or that is bound to a key without a proof', async () => {
    const guard = fixture.createApi().engine.bearer({ audience, roles: 'ROLE_ADMIN', dpop: 'accepted' })
    const stranger = requestWith(`Bearer ${await fixture.sign(fixture.buildClaims({ groups: [] }))}`)
    const bound = requestWith(
      `Bearer ${await fixture.sign(fixture.buildClaims({ cnf: { jkt: 'x'.repeat(43) } }))}`,
    )
    for (const request of [stranger, bound]) {
      expect((await guard.authenticate(request)).response).toBeDefined()
      expect((await guard.authenticate(request)).response).toBeDefined()
    }
  })
})
