import { describe, expect, it } from 'vitest'
import { decodeSession, encodeSession, type SealedSession } from './session-codec.ts'
import type { Session } from './session.ts'

const session: Session = {
  id: 'the-id',
  providerId: 'keycloak',
  issuer: 'https://id.example.com',
  subject: 'alice-id',
  name: 'alice',
  roles: ['ROLE_USER'],
  claims: { email: 'alice@example.com' },
  trace: [{ path: 'groups' }],
  providerSessionId: 'provider-session',
  createdAt: 1_700_000_000,
  expiresAt: 1_700_043_200,
  seenAt: 1_700_000_060,
  rolesAt: 1_700_000_030,
  roleKeys: ['staff'],
  defaultsWithheld: true,
  mapping: 'claims.security',
  extra: { accountId: 7 },
  isAdmittedByHook: true,
  generation: 2,
  tokens: { expiresAt: 1_700_000_300, lifetimeSeconds: 300, renewal: 'refresh', isRefreshable: true },
}
const sealed: SealedSession = encodeSession(session)
const optional = ['trace', 'sid', 'rat', 'keys', 'wh', 'map', 'ext', 'adm', 'gen', 'tok']

describe('the codec of sessions', () => {
  it('decodes what it encoded, with and without the optional members', () => {
    expect(decodeSession(encodeSession(session))).toEqual(session)
    const least = {
      ...session,
      ...{ trace: undefined, providerSessionId: undefined, rolesAt: session.createdAt },
      ...{ roleKeys: undefined, defaultsWithheld: false, mapping: undefined, extra: undefined },
      ...{ isAdmittedByHook: false, generation: 0, tokens: undefined },
    }
    expect(decodeSession(encodeSession(least))).toEqual(least)
    const withoutExtra = { ...session, extra: undefined }
    expect(decodeSession(encodeSession(withoutExtra))).toEqual(withoutExtra)
  })

  it('freezes what handlers see, because all requests of a session share it', () => {
    const decoded = decodeSession(
      JSON.parse(JSON.stringify({ ...sealed, claims: { address: { city: 'X' } } })),
    )
    const { roles, claims, trace } = decoded as Session
    for (const shared of [roles, claims, claims['address'], trace, (trace as unknown[])[0]])
      expect(Object.isFrozen(shared)).toBe(true)
  })

  it('needs every other member', () => {
    for (const member of Object.keys(sealed).filter((name) => !optional.includes(name))) {
      const without = Object.fromEntries(Object.entries(sealed).filter(([name]) => name !== member))
      expect(decodeSession(without), member).toBeUndefined()
    }
  })

  it('refuses any member of another type', () => {
    for (const member of [...Object.keys(sealed).filter((name) => name !== 'trace'), 'adm']) {
      for (const wrong of [
        undefined,
        null,
        Symbol.iterator,
        [[]],
        '',
        -1,
        1.5,
        Number.POSITIVE_INFINITY,
        NaN,
      ]) {
        expect(decodeSession({ ...sealed, [member]: wrong }), `${member}: ${String(wrong)}`).toBeUndefined()
      }
    }
  })

  it('opens a session of the last version', () => {
    const { id, pid, iss, sub, name, roles, claims, trace, sid, iat, exp, seen } = sealed
    const last = { v: 1, id, pid, iss, sub, name, roles, claims, trace, sid, iat, exp, seen }
    expect(decodeSession(last)).toEqual({
      ...session,
      ...{ rolesAt: session.createdAt, roleKeys: undefined, defaultsWithheld: false, mapping: undefined },
      ...{ extra: undefined, isAdmittedByHook: false, generation: 0, tokens: undefined },
    })
  })

  it('refuses another version, an unknown member, and what is no object', () => {
    for (const version of [0, 3, '1', '2']) expect(decodeSession({ ...sealed, v: version })).toBeUndefined()
    expect(decodeSession({ ...sealed, admin: true })).toBeUndefined()
    for (const value of [undefined, null, 1, 'x', [], [sealed]]) expect(decodeSession(value)).toBeUndefined()
  })

  it('keeps a claim named __proto__ as a claim', () => {
    const claims: unknown = JSON.parse('{"__proto__":{"admin":true}}')
    const decoded = decodeSession({ ...sealed, claims })
    expect(Object.keys(decoded?.claims ?? {})).toEqual(['__proto__'])
    expect(decoded?.claims['admin']).toBeUndefined()
  })

  it('has every member as its own, so that nothing is read that is on every object', () => {
    const decoded = decodeSession(encodeSession(session))
    expect(Object.keys(decoded ?? {})).toHaveLength(20)
    const untraced = { ...session, trace: undefined }
    Object.defineProperty(Object.prototype, 'trace', { value: ['polluted'], configurable: true })
    try {
      expect(Object.hasOwn(encodeSession(untraced), 'trace')).toBe(false)
      expect(decodeSession(encodeSession(untraced))?.trace).toBeUndefined()
    } finally {
      Reflect.deleteProperty(Object.prototype, 'trace')
    }
  })
})
