import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer } from '../crypto/seal.ts'
import { joinChunks } from './chunks.ts'
import { createCookieTable } from './table.ts'
import { parseCookies } from './cookie.ts'
import { buildDeletions, buildSessionClearing, buildSessionCookies } from './session-cookies.ts'

const names = createCookieTable({
  cookieName: 'app',
  secure: true,
  basePath: '',
  logoutPath: '/logout',
  loggedOutPath: '/logout/done',
})
const maxAgeSeconds = 43_200
const nothing: ReadonlyMap<string, string> = new Map()

/** What a browser holds after an answer, deletions carried out. */
function applySetCookies(setCookies: readonly string[], before = nothing): Map<string, string> {
  const cookies = new Map(before)
  for (const setCookie of setCookies) {
    const [[name, value] = ['', '']] = parseCookies(setCookie)
    if (setCookie.includes('; Max-Age=0;')) cookies.delete(name)
    else cookies.set(name, value)
  }
  return cookies
}

function write(sealed: string, present = nothing): readonly string[] {
  const result = buildSessionCookies({ names, name: names.session, sealed, present, maxAgeSeconds })
  if (!result.ok) throw new Error(`${result.bytes} bytes do not fit`)
  return result.setCookies
}

const sealedText = fc.integer({ min: 1, max: 12_000 }).map((length) => 'eyJ'.repeat(length).slice(0, length))

describe('buildSessionCookies', () => {
  it('S-06: writes __Host-, HttpOnly, Secure, SameSite and Path', () => {
    expect(write('sealed')).toEqual([
      '__Host-app=sealed; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Lax',
    ])
  })

  it('leaves a browser with the new session alone, whatever was there before', () => {
    fc.assert(
      fc.property(sealedText, sealedText, (before, sealed) => {
        const browser = applySetCookies(write(before))
        const after = applySetCookies(write(sealed, browser), browser)
        expect(joinChunks(after, names.session)).toMatchObject({ value: sealed, stale: [] })
      }),
    )
  })

  it('writes no cookie of more than 4,096 bytes, attributes included', () => {
    fc.assert(
      fc.property(sealedText, (sealed) => {
        for (const setCookie of write(sealed)) expect(setCookie.length).toBeLessThanOrEqual(4096)
      }),
    )
  })

  it('uses a cookie to its last byte', () => {
    expect(
      write('x'.repeat(12_000))
        .map((setCookie) => setCookie.length)
        .slice(0, 2),
    ).toEqual([4094, 4096])
  })

  it('refuses what fits into no set of cookies', () => {
    const result = buildSessionCookies({
      names,
      name: names.session,
      sealed: 'x'.repeat(20_000),
      present: nothing,
      maxAgeSeconds,
    })
    expect(result).toMatchObject({ ok: false, bytes: 20_000 })
    expect(result.ok ? 0 : result.limit).toBeGreaterThan(12_000)
  })

  it('S-06: deletes few of 1,000 planted chunks at once and all of them in the end', () => {
    let browser = new Map(Array.from({ length: 1000 }, (_, index) => [`__Host-app.${index + 1}`, 'x']))
    for (let answers = 0; browser.size > 1; answers += 1) {
      const setCookies = write('sealed', browser)
      expect(setCookies.length).toBeLessThanOrEqual(21)
      expect(answers).toBeLessThan(50)
      browser = applySetCookies(setCookies, browser)
    }
    expect([...browser]).toEqual([['__Host-app', 'sealed']])
  })
})

describe('session chunks of a sealed session', () => {
  const sealer = createSealer(['a-secret-of-the-tests-0123456789abcdef'])
  const seal = (fill: string) => sealer.seal('session', names.session, { v: 1, fill: fill.repeat(7000) })
  const unseal = (cookies: ReadonlyMap<string, string>) =>
    sealer.unseal('session', names.session, joinChunks(cookies, names.session).value ?? '')

  it('S-06: open in their order and not when swapped', async () => {
    const cookies = applySetCookies(write(await seal('a')))
    expect(cookies.size).toBe(3)
    expect(await unseal(cookies)).toMatchObject({ v: 1 })
    const swapped = new Map(cookies)
      .set('__Host-app.1', cookies.get('__Host-app.2') ?? '')
      .set('__Host-app.2', cookies.get('__Host-app.1') ?? '')
    expect(await unseal(swapped)).toBeUndefined()
  })

  it('S-06: do not open with a chunk of another session, and are cleaned', async () => {
    const cookies = applySetCookies(write(await seal('a')))
    const other = applySetCookies(write(await seal('b')))
    for (const chunk of cookies.keys()) {
      const mixed = new Map(cookies).set(chunk, other.get(chunk) ?? '')
      expect(await unseal(mixed)).toBeUndefined()
      expect(await sealer.isOurs(joinChunks(mixed, names.session).head ?? '')).toBe(true)
      expect(applySetCookies(buildSessionClearing(names, mixed), mixed).size).toBe(0)
    }
  })

  it('name their owner by the first chunk when the others are gone', async () => {
    const [first = ''] = applySetCookies(write(await seal('a'))).values()
    const { value, head } = joinChunks(new Map([[names.session, first]]), names.session)
    expect(value).toBeUndefined()
    expect(await sealer.isOurs(head ?? '')).toBe(true)
  })
})

describe('buildSessionClearing', () => {
  it('deletes every session cookie of the request and nothing else', () => {
    const present = parseCookies('__Host-app=a; __Host-app.1=b; __Host-app-tx.h.1=c; other=d; app=e')
    expect(buildSessionClearing(names, present)).toEqual([
      '__Host-app=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax',
      '__Host-app.1=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax',
    ])
  })

  it('clears no cookies if there are none', () => {
    expect(buildSessionClearing(names, nothing)).toEqual([])
    expect(buildDeletions(names, [])).toEqual([])
  })
})
