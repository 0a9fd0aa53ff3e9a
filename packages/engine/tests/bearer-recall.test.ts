import type { HttpRequest } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { audience, useBearerFixture } from './bearer-fixture.ts'

const fixture = useBearerFixture()

function requestWith(authorization: string, url = '/api'): HttpRequest {
  return { method: 'GET', url, header: (name) => (name === 'authorization' ? authorization : undefined) }
}

describe('a guard that is asked at once', () => {
  it('knows nobody before the token was checked, and then whoever it is about', async () => {
    const guard = fixture.createApi().engine.bearer({ audience })
    const request = requestWith(`Bearer ${await fixture.sign()}`)
    expect(guard.recall(request)).toBeUndefined()
    expect((await guard.check(request)).response).toBeUndefined()
    const caller = guard.recall(request)
    expect(caller?.auth).toMatchObject({ status: 'authenticated', via: 'bearer', user: { subject: 'ada' } })
    expect(caller?.setCookies).toEqual([])
    expect(caller?.explain()?.admitted).toBe(true)
  })

  it('R-01, R-13: knows no request that differs in one character of its header, or has a token in its address', async () => {
    const guard = fixture.createApi().engine.bearer({ audience })
    const token = await fixture.sign()
    const good = requestWith(`Bearer ${token}`)
    await guard.check(good)
    expect(guard.recall(good)).toBeDefined()
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
    expect(others.filter((request) => guard.recall(request) !== undefined)).toEqual([])
  })

  it('R-05: knows nobody once the token has ended, or the clock was set back', async () => {
    const guard = fixture.createApi().engine.bearer({ audience })
    const request = requestWith(`Bearer ${await fixture.sign()}`)
    await guard.check(request)
    fixture.now -= 1
    expect(guard.recall(request)).toBeUndefined()
    fixture.now += 1
    await guard.check(request)
    expect(guard.recall(request)).toBeDefined()
    fixture.now += 10_000
    expect(guard.recall(request)).toBeUndefined()
  })

  it('knows nobody whose token lacks the role, or is bound to a key that is still to be proven', async () => {
    const guard = fixture.createApi().engine.bearer({ audience, roles: 'ROLE_ADMIN', dpop: 'accepted' })
    const stranger = requestWith(`Bearer ${await fixture.sign(fixture.buildClaims({ groups: [] }))}`)
    const bound = requestWith(
      `Bearer ${await fixture.sign(fixture.buildClaims({ cnf: { jkt: 'x'.repeat(43) } }))}`,
    )
    for (const request of [stranger, bound]) {
      expect((await guard.check(request)).response).toBeDefined()
      expect(guard.recall(request)).toBeUndefined()
    }
  })
})
