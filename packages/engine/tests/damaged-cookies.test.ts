import { describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { useSignInFixture, type Fixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()

const session = /^(?:__Host-)?oidc-[\da-f]{8}$/u
const logout = /^(?:__Secure-)?oidc-[\da-f]{8}-logout$/u

/** The application under another base URL. */
function createEngineAt(baseUrl: string, { provider }: Fixture = fixture) {
  return createAppEngine(baseUrl, { issuerUrl: provider.issuerUrl, now: () => fixture.now }).engine
}

function takeCookie({ cookies }: EngineBrowser, pattern: RegExp): readonly [string, string] {
  const found = [...cookies].find(([name]) => pattern.test(name))
  if (found === undefined) throw new Error('no such cookie')
  return found
}

/** The value with one bit flipped, for every byte of it; `at` is the place. */
function* flipBits(value: string): Generator<{ readonly at: number; readonly flipped: string }> {
  for (let at = 0; at < value.length; at++) {
    const other = String.fromCharCode(value.charCodeAt(at) ^ 1)
    yield { at, flipped: value.slice(0, at) + other + value.slice(at + 1) }
  }
}

describe.each([
  ['http', 'http://localhost:3000', ''],
  ['https', 'https://app.example.com', ' Secure;'],
])('S-06: one bit flipped anywhere, on %s', (_, baseUrl, secure) => {
  it('in the session cookie reads as anonymous, and the cookie is deleted', async () => {
    const engine = createEngineAt(baseUrl)
    const signedIn = openEngineBrowser(engine)
    await signedIn.signIn()
    const [name, value] = takeCookie(signedIn, session)
    expect((await openEngineBrowser(engine, [[name, value]]).authenticate()).auth.user?.subject).toBe('ada')

    const deletion = `${name}=; Path=/; Max-Age=0; HttpOnly;${secure} SameSite=Lax`
    const headerEnds = value.indexOf('.')
    let left = 0
    for (const { at, flipped } of flipBits(value)) {
      const { auth, setCookies } = await openEngineBrowser(engine, [[name, flipped]]).authenticate()
      expect(auth.status).toBe('anonymous')
      // A header that is damaged does not say any more whose cookie it is, and others' cookies are left alone.
      if (at <= headerEnds && setCookies.length === 0) left += 1
      else expect(setCookies).toEqual([deletion])
    }
    expect(left).toBeLessThanOrEqual(headerEnds + 1)
  })

  it('in the cookie of the logout means a sign-out without a hint, and the cookie is deleted', async () => {
    const engine = createEngineAt(baseUrl)
    const signedIn = openEngineBrowser(engine)
    await signedIn.signIn()
    const before = [...signedIn.cookies]
    const [name, value] = takeCookie(signedIn, logout)
    const whole = await signedIn.post('/logout')
    expect(new URL(whole.headers.get('location') ?? '').searchParams.has('id_token_hint')).toBe(true)

    const deletion = `${name}=; Path=/logout; Max-Age=0; HttpOnly;${secure} SameSite=Lax`
    for (const { flipped } of flipBits(value)) {
      const answer = await openEngineBrowser(engine, [...before, [name, flipped]]).post('/logout')
      expect(answer.status).toBe(303)
      const { searchParams } = new URL(answer.headers.get('location') ?? '')
      expect(searchParams.has('id_token_hint')).toBe(false)
      expect(searchParams.get('logout_hint')).toBe('ada')
      expect(answer.headers.getSetCookie()).toContain(deletion)
    }
  })
})

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

it.each(['a', 'ab', 'abc'])(
  'S-06: a session of %j has one spelling: spare bits are not free',
  async (sub) => {
    fixture.provider.setClaims({ sub, groups: ['staff'] })
    const engine = createEngineAt('https://app.example.com')
    const signedIn = openEngineBrowser(engine)
    await signedIn.signIn()
    const [name, value] = takeCookie(signedIn, session)
    const ends = [...value.matchAll(/[\w-](?=\.|$)/gu)].map(({ index }) => index)
    expect(ends).toHaveLength(4)
    for (const end of ends) {
      for (const other of alphabet.replace(value.charAt(end), '')) {
        const respelled = value.slice(0, end) + other + value.slice(end + 1)
        const { auth } = await openEngineBrowser(engine, [[name, respelled]]).authenticate()
        expect(auth.status).toBe('anonymous')
      }
    }
  },
)

describe('S-06: on https', () => {
  it('every cookie is Secure, HttpOnly and has a prefix that no sibling host can plant', async () => {
    const browser = openEngineBrowser(createEngineAt('https://app.example.com'))
    const written = (await browser.signIn()).headers.getSetCookie()
    const answers = [await browser.get('/logout'), await browser.post('/logout')]
    written.push(...answers.flatMap(({ headers }) => headers.getSetCookie()))
    expect(written.length).toBeGreaterThan(6)
    for (const cookie of written) {
      expect(cookie).toMatch(
        /^(?:__Host-[^;]*; Path=\/|__Secure-[^;]*-logout[^;]*; Path=\/logout(?:\/done)?);/u,
      )
      expect(cookie).toContain('; HttpOnly; Secure; SameSite=Lax')
      expect(cookie).not.toMatch(/domain=/iu)
    }
  })

  it('the cookie of the logout lives as long as the session may', async () => {
    const browser = openEngineBrowser(createEngineAt('https://app.example.com'))
    const written = (await browser.signIn()).headers.getSetCookie()
    expect(written.filter((cookie) => cookie.startsWith('__Secure-'))).toEqual([
      expect.stringMatching(/^__Secure-oidc-[\da-f]{8}-logout=[^;]+; Path=\/logout; Max-Age=43200; /u),
    ])
  })
})
