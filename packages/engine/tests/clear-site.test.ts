import type { Engine } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser, type EngineBrowser } from './engine-browser.ts'
import { createFrailStore } from './frail-store.ts'
import { frontChannelPath, isSignedIn, shareSessions, signInAs, startProcess } from './logout-fixture.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()

const header = 'clear-site-data'

function start(clearSiteData?: readonly string[]): Engine {
  const { replayStore } = shareSessions('list', () => fixture.now)
  const session = { secret: sessionSecret, ...(clearSiteData && { clearSiteData }) }
  return startProcess(fixture, { session, ...(replayStore && { replayStore }) }).engine
}

async function loadFrame(engine: Engine, sid: string, browser?: EngineBrowser): Promise<Response> {
  const cookie = [...(browser?.cookies ?? [])].map((pair) => pair.join('=')).join('; ')
  const query = new URLSearchParams({ iss: fixture.provider.issuerUrl, sid })
  const headers = { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site', cookie }
  const request = new Request(`https://app.example.com${frontChannelPath}?${query}`, { headers })
  return (await engine.handle(request)) ?? expect.fail('the path is not ours')
}

describe('session.clearSiteData', () => {
  it('is off by default', async () => {
    const engine = start()
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    expect((await browser.post('/logout')).headers.get(header)).toBeNull()
    const other = await signInAs(fixture, engine, { sid: 's2' })
    expect((await loadFrame(engine, 's2', other)).headers.get(header)).toBeNull()
  })

  it('empties the browser that signs out, before it goes to the provider', async () => {
    const engine = start(['storage', 'cache'])
    const browser = await signInAs(fixture, engine)
    const answer = await browser.post('/logout')
    expect([answer.status, answer.headers.get(header)]).toEqual([303, '"cache", "storage"'])
    expect((await browser.get('/logout')).headers.get(header)).toBeNull()
  })

  it('empties nothing for a sign-out that another site posts', async () => {
    const engine = start(['storage'])
    const browser = await signInAs(fixture, engine)
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, 'sec-fetch-site': 'cross-site' }
    const answer = await engine.handle(
      new Request('https://app.example.com/logout', { method: 'POST', headers }),
    )
    expect([answer?.status, answer?.headers.get(header)]).toEqual([403, null])
    expect(await isSignedIn(engine, browser)).toBe(true)
  })

  it('empties the browser also where the store is down and only its cookies end', async () => {
    const store = createFrailStore(() => fixture.now)
    const session = { secret: sessionSecret, store, clearSiteData: ['storage'] }
    const { engine } = startProcess(fixture, { session })
    const browser = await signInAs(fixture, engine)
    store.before = () => {
      throw new Error('down')
    }
    const answer = await browser.post('/logout')
    expect([answer.status, answer.headers.get(header)]).toEqual([503, '"storage"'])
  })

  it('empties a browser in a frame of the provider only with the cookie of that session', async () => {
    const engine = start(['storage'])
    const [ada, bob] = [
      await signInAs(fixture, engine, { sid: 's1' }),
      await signInAs(fixture, engine, { sid: 's2', sub: 'bob' }),
    ]
    // A page that invents a sid, one that knows the sid of another person, and a browser that sends no cookie.
    expect((await loadFrame(engine, 'invented', ada)).headers.get(header)).toBeNull()
    expect((await loadFrame(engine, 's2', ada)).headers.get(header)).toBeNull()
    expect((await loadFrame(engine, 's1')).headers.get(header)).toBeNull()
    expect(await isSignedIn(engine, bob)).toBe(false)
    const eve = await signInAs(fixture, engine, { sid: 's3' })
    expect((await loadFrame(engine, 's3', eve)).headers.get(header)).toBe('"storage"')
  })

  it('says nothing to a browser that was never signed in', async () => {
    const engine = start(['storage'])
    expect((await openEngineBrowser(engine).get('/logout')).headers.get(header)).toBeNull()
  })
})
