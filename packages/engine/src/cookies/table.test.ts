import { describe, expect, it } from 'vitest'
import { type CookieTable, createCookieTable } from './table.ts'

const https = createCookieTable({
  cookieName: 'app',
  secure: true,
  basePath: '',
  logoutPath: '/logout',
  loggedOutPath: '/logout/done',
})
const http = createCookieTable({
  cookieName: 'app',
  secure: false,
  basePath: '/',
  logoutPath: '/logout',
  loggedOutPath: '/logout/done',
})

function allNames(names: CookieTable): readonly string[] {
  const { session, answered, denied, attempts, restarts, silent, logoutToken, logoutState } = names
  return [
    session,
    answered,
    denied,
    attempts,
    restarts,
    silent,
    logoutToken,
    logoutState,
    names.transaction('hash', 1_700_000_000),
  ]
}

function present(...cookies: string[]): ReadonlyMap<string, string> {
  return new Map(cookies.map((name) => [name, 'value']))
}

describe('createCookieNames', () => {
  it('S-06: prefixes every name on https', () => {
    expect(allNames(https)).toEqual([
      '__Host-app',
      '__Host-app-used',
      '__Host-app-denied',
      '__Host-app-try',
      '__Host-app-again',
      '__Host-app-silent',
      '__Secure-app-logout',
      '__Secure-app-logout-state',
      '__Host-app-tx.hash.s44we8',
    ])
  })

  it('uses plain names on http', () => {
    expect(allNames(http)).toEqual([
      'app',
      'app-used',
      'app-denied',
      'app-try',
      'app-again',
      'app-silent',
      'app-logout',
      'app-logout-state',
      'app-tx.hash.s44we8',
    ])
  })

  it('recognises all of its own names, session chunks included', () => {
    for (const names of [https, http]) {
      for (const name of [...allNames(names), `${names.session}.1`])
        expect(names.includes(name), name).toBe(true)
    }
  })

  it.each(['app2', 'other', 'app-', 'ap', '__Host-app2', '__Secure-app', ''])(
    'does not take %j for its own',
    (name) => {
      expect(https.includes(name)).toBe(false)
      expect(http.includes(name)).toBe(false)
    },
  )

  it('does not take the plain names for its own on https', () => {
    expect(https.includes('app')).toBe(false)
    expect(https.transactionsOf(present(http.transaction('hash', 1)))).toEqual([])
  })

  it('puts the logout cookies under the logout path behind the mount prefix', () => {
    const mounted = { cookieName: 'app', secure: true, logoutPath: '/logout', loggedOutPath: '/logout/done' }
    for (const basePath of ['/mount', '/mount/']) {
      const table = createCookieTable({ ...mounted, basePath })
      expect(table.attributesOf(table.logoutToken).path).toBe('/mount/logout')
      expect(table.attributesOf(table.logoutState).path).toBe('/mount/logout/done')
      expect(table.attributesOf(table.session).path).toBe('/')
    }
    expect(http.attributesOf(http.logoutToken).path).toBe('/logout')
  })

  it('S-12: lists transactions oldest first', () => {
    const cookies = present(
      https.transaction('third', 1_700_000_002),
      https.session,
      https.transaction('first', 1_700_000_000),
      https.transaction('second', 1_700_000_001),
    )
    expect(https.transactionsOf(cookies)).toEqual([
      { name: '__Host-app-tx.first.s44we8', stateHash: 'first', begunAt: 1_700_000_000 },
      { name: '__Host-app-tx.second.s44we9', stateHash: 'second', begunAt: 1_700_000_001 },
      { name: '__Host-app-tx.third.s44wea', stateHash: 'third', begunAt: 1_700_000_002 },
    ])
  })

  it.each([
    '',
    '.',
    'hash',
    'hash.',
    '.1',
    'hash.1.2',
    'hash.A',
    'hash.-1',
    'hash.zzzzzzzzz',
    `${'h'.repeat(65)}.1`,
  ])('skips a transaction named %j', (rest) => {
    expect(https.transactionsOf(present(`__Host-app-tx.${rest}`))).toEqual([])
  })

  it.each(['', 'a b', 'a;b', 'a=b', 'a.b', 'é', 'a\r\nb', 'x'.repeat(65), '__Host-app', '__secure-app'])(
    'advisory #34: refuses the cookie name %j',
    (cookieName) => {
      expect(() =>
        createCookieTable({
          cookieName,
          secure: true,
          basePath: '',
          logoutPath: '/logout',
          loggedOutPath: '/logout/done',
        }),
      ).toThrow(TypeError)
    },
  )
})
