import { claimAtRefresh, createUserAgent, refreshPerson, signInWithExpiredToken } from '@x/oidc-testing'
import type { AgentResponse, UserAgent } from '@x/oidc-testing'
import { afterEach, describe, expect, it } from 'vitest'
import { plainBuild } from './contract-builds.ts'
import { startRefreshApp, type StartedRefreshApp, type StartOptions } from './start-contract-app.ts'

let app: StartedRefreshApp | undefined
afterEach(async () => {
  await app?.close()
})

/** Starts the app and signs in. The access token of the sign-in expires at once. */
async function start(options: StartOptions = {}) {
  app = await startRefreshApp(plainBuild, options)
  const agent = await signInWithExpiredToken(app)
  return {
    app,
    agent,
    before: app.origin + pagePath,
    refreshes: () => app?.provider.requests.count('/token'),
  }
}

const pagePath = '/pages/tokens'

/** What the page shows: its roles, and what it knows of the tokens. */
function readPage({ status, text }: AgentResponse): readonly unknown[] {
  const shown = [/<h1>([^<]*)<\/h1>/u, /<p>([^<]*)<\/p>/u].map((part) => part.exec(text)?.[1])
  return [status, ...shown]
}

/** Another browser with the cookies that this one has now. */
function copyBrowser(agent: UserAgent, origin: string): UserAgent {
  const copy = createUserAgent()
  for (const cookie of agent.cookies(origin)) copy.setCookie(cookie.toString(), origin)
  return copy
}

/** Posts the form of the page as a browser without scripts does. */
async function callByAction(agent: UserAgent, page: AgentResponse): Promise<AgentResponse> {
  const form = new FormData()
  for (const [, name = '', value = ''] of page.text.matchAll(
    /<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/gu,
  ))
    form.append(name, value)
  const multipart = new Response(form)
  const headers = {
    'content-type': multipart.headers.get('content-type') ?? '',
    origin: new URL(page.url).origin,
  }
  return agent.post(page.url, {}, { headers, body: await multipart.text(), followRedirects: false })
}

const live = expect.stringMatching(/^subject ada, token until \d+$/u) as string

describe('the proxy', () => {
  it('refreshes the session for the page of the same request, and gives the browser the cookies', async () => {
    const { agent, refreshes, before } = await start()
    app?.provider.twist(claimAtRefresh({ realm_access: { roles: ['staff'] } }))
    const page = await agent.get(before)
    expect(readPage(page)).toEqual([200, 'ROLE_USER', live])
    expect(page.setCookies.join('\n')).toMatch(/-tokens=\S/u)
    expect(page.headers.get('cache-control')).toContain('no-store')
    expect(readPage(await agent.get(before))).toEqual([200, 'ROLE_USER', live])
    expect(refreshes()).toBe(1)
  })

  it('shares its memory with the pages: a page sees the refresh of a request with older cookies', async () => {
    const { agent, app: started, before, refreshes } = await start({ withoutProxy: '^/pages/' })
    const older = copyBrowser(agent, started.origin)
    expect((await agent.get(`${started.origin}/tokens`)).setCookies.length).toBeGreaterThan(0)
    expect(readPage(await older.get(before))).toEqual([200, 'ROLE_ADMIN ROLE_USER', live])
    expect(refreshes()).toBe(1)
  })
})

describe('a memoryStore', () => {
  it('is one for the proxy, the pages and the route handlers, each of which creates one', async () => {
    const { agent, app: started, before, refreshes } = await start({ keepsTokens: 'memory' })
    expect(readPage(await agent.get(before))).toEqual([200, 'ROLE_ADMIN ROLE_USER', live])
    expect((await agent.get(`${started.origin}/call?to=/userinfo`)).text).toContain(refreshPerson.sub)
    expect(refreshes()).toBe(1)
    await agent.submitForm(await agent.get(`${started.origin}/logout`))
    const page = await agent.get(before, { followRedirects: false })
    expect(page.text).not.toContain('subject')
  })
})

describe('without a proxy', () => {
  it('a page never refreshes: its access token has expired', async () => {
    const { agent, before, refreshes } = await start({ withoutProxy: '' })
    const page = await agent.get(before)
    expect(readPage(page)).toEqual([200, 'ROLE_ADMIN ROLE_USER', 'refused: tokens_unavailable'])
    expect(page.setCookies).toEqual([])
    expect(refreshes()).toBe(0)
  })

  it('a route handler refreshes and writes the cookies', async () => {
    const { agent, app: started, before, refreshes } = await start({ withoutProxy: '' })
    const answer = await agent.get(`${started.origin}/call?to=/userinfo`)
    expect(answer.text).toContain(refreshPerson.sub)
    expect(answer.setCookies.join('\n')).toMatch(/-tokens=\S/u)
    expect(readPage(await agent.get(before))).toEqual([200, 'ROLE_ADMIN ROLE_USER', live])
    expect(refreshes()).toBe(1)
  })

  it('a server action refreshes and writes the cookies', async () => {
    const { agent, app: started, before, refreshes } = await start({ withoutProxy: '' })
    const page = await agent.get(before)
    const answer = await callByAction(agent, page)
    expect(answer.setCookies.join('\n')).toMatch(/-tokens=\S/u)
    expect(started.output()).toContain('action: 200')
    expect(refreshes()).toBe(1)
    expect(readPage(await agent.get(before))).toEqual([200, 'ROLE_ADMIN ROLE_USER', live])
  })

  it('a server action sends a person whose session has ended to the sign-in', async () => {
    const { agent, app: started, before } = await start({ withoutProxy: '' })
    const page = await agent.get(before)
    started.provider.twist(claimAtRefresh({ sub: 'mallory' }))
    const answer = await callByAction(agent, page)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toContain('/oauth2/authorization/op')
    expect(started.output()).not.toContain('action:')
  })
})
