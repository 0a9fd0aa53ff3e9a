import { type Engine, type HttpRequest, type RequestAuth } from '@x/oidc-engine'
import { isPromise } from '@x/oidc-engine/adapter'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()

function requestWith(cookie: string | undefined): HttpRequest {
  return { method: 'GET', url: '/', header: (name) => (name === 'cookie' ? cookie : undefined) }
}

/** A person who signed in, and what their browser sends. */
async function signIn() {
  const { engine } = createAppEngine('http://localhost:3000', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
  })
  const browser = openEngineBrowser(engine)
  await browser.signIn()
  const join = () => [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  return { engine, browser, join, cookie: join() }
}

/** Who is calling where the engine knows it at once; undefined where something has to be awaited. */
function askAtOnce(engine: Engine, request: HttpRequest): string | undefined {
  const answer = engine.authenticate(request)
  return isPromise(answer) ? undefined : whoIs(answer)
}

/** The session alone, of all the cookies of a browser. */
function findSession(cookie: string): string {
  return cookie.split('; ').find((pair) => /^oidc-[\da-f]{8}=/u.test(pair)) ?? ''
}

const whoIs = ({ auth }: RequestAuth): string => auth.user?.subject ?? 'anonymous'

describe('authenticate answers at once', () => {
  it('is anonymous without cookies, or with only those of others', async () => {
    const { engine } = await signIn()
    for (const cookie of [undefined, '', 'theme=dark', 'a=b; c=d'])
      expect(askAtOnce(engine, requestWith(cookie))).toBe('anonymous')
  })

  it('knows a session the first time and every other, among whatever cookies', async () => {
    const { engine, cookie } = await signIn()
    for (const sent of [cookie, cookie, `theme=dark; ${cookie}`, `${cookie}; theme=dark`, cookie])
      expect(askAtOnce(engine, requestWith(sent))).toBe('ada')
  })

  it('S-06: knows no session that differs in one character of its header', async () => {
    const { engine, browser } = await signIn()
    const [name = '', value = ''] = [...browser.cookies].find(([key]) => /^oidc-[\da-f]{8}$/u.test(key)) ?? []
    await engine.authenticate(requestWith(`${name}=${value}`))
    for (let again = 0; again < 2; again += 1)
      expect(askAtOnce(engine, requestWith(`${name}=${value}`))).toBe('ada')
    const others = Array.from({ length: value.length }, (_, at) => {
      const other = value[at] === 'A' ? 'B' : 'A'
      return `${name}=${value.slice(0, at)}${other}${value.slice(at + 1)}`
    })
    expect(others.filter((cookie) => askAtOnce(engine, requestWith(cookie)) === 'ada')).toEqual([])
  })

  it('S-07: does not accept a session that has expired, and leaves one that is to be written to be read', async () => {
    const { engine, cookie } = await signIn()
    const request = requestWith(cookie)
    expect(askAtOnce(engine, request)).toBe('ada')
    expect(askAtOnce(engine, request)).toBe('ada')
    fixture.now += engine.config.session.idleSeconds / 2
    expect(askAtOnce(engine, request)).toBeUndefined()
    expect((await engine.authenticate(request)).setCookies).toHaveLength(1)
    fixture.now += engine.config.session.idleSeconds
    expect(askAtOnce(engine, request)).toBe('anonymous')
  })

  it('accepts neither of two sessions that were ended in this browser one after the other', async () => {
    const { engine, browser, cookie: first, join } = await signIn()
    await browser.signIn()
    const second = join()
    await browser.post('/logout')
    for (const cookie of [first, second]) {
      const session = findSession(cookie)
      expect(whoIs(await engine.authenticate(requestWith(session)))).toBe('ada')
      expect(whoIs(await engine.authenticate(requestWith(`${session}; ${join()}`)))).toBe('anonymous')
    }
  })

  it.each(['"bad value"', 'a.b.c', `${'x'.repeat(16)}<`, 'x'.repeat(60_000)])(
    'ends a session beside a record that others wrote: %.20s',
    async (written) => {
      const { engine, browser, cookie, join } = await signIn()
      const [name = ''] = findSession(cookie).split('=')
      browser.cookies.set(`${name}-ended`, written)
      expect((await browser.post('/logout')).status).toBe(303)
      expect(browser.cookies.get(`${name}-ended`)).toMatch(/^[\w-]{24}$/u)
      expect(whoIs(await engine.authenticate(requestWith(`${findSession(cookie)}; ${join()}`)))).toBe(
        'anonymous',
      )
    },
  )

  it('does not accept a session that was ended in this browser', async () => {
    const { engine, browser, cookie, join } = await signIn()
    await engine.authenticate(requestWith(cookie))
    for (let again = 0; again < 2; again += 1) expect(askAtOnce(engine, requestWith(cookie))).toBe('ada')
    await browser.post('/logout')
    const ended = join()
    expect(ended).toContain('-ended=')
    expect(askAtOnce(engine, requestWith(`${findSession(cookie)}; ${ended}`))).not.toBe('ada')
  })
})
