import { contractPeople, contractTexts, createUserAgent, signIn } from '@x/oidc-testing'
import type { AgentResponse, ContractApp, UserAgent } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cacheComponentsBuild, plainBuild } from './contract-builds.ts'
import { startContractApp } from './start-contract-app.ts'

/** What the router of Next.js sends. */
const router = {
  ...{ rsc: '1', accept: '*/*', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ...{ 'upgrade-insecure-requests': '', 'sec-fetch-user': '' },
}
const hiddenField = /<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/gu

describe.each([plainBuild, cacheComponentsBuild])('with next start ($name)', (build) => {
  let app: ContractApp
  const [admin, staff] = [createUserAgent(), createUserAgent()]

  beforeAll(async () => {
    app = await startContractApp(build)
    await signIn(admin, `${app.origin}/me`, 'admin')
    await signIn(staff, `${app.origin}/me`, 'staff')
  })
  afterAll(async () => {
    await app.close()
  })

  const countRuns = async (): Promise<number> => Number((await admin.get(`${app.origin}/runs`)).text)

  describe('a page', () => {
    it('shows itself to whom its gate lets through', async () => {
      expect((await admin.get(`${app.origin}/pages/admin`)).text).toContain(contractTexts.admin)
      expect((await staff.get(`${app.origin}/pages/member`)).text).toContain(contractPeople.staff.name)
      expect((await admin.get(`${app.origin}/pages/streamed`)).text).toContain(contractTexts.admin)
    })

    it('shows a 403 to a user without its role', async () => {
      const answer = await staff.get(`${app.origin}/pages/admin`)
      if (build.authInterrupts) expect(answer.status).toBe(403)
      expect(answer.text).not.toContain(contractTexts.admin)
      expect(answer.text).toContain(build.authInterrupts ? 'forbidden by the app' : '/login/forbidden?')
      const page = await staff.get(`${app.origin}/login/forbidden?returnTo=/pages/admin`)
      expect(page.status).toBe(403)
      expect(page.text).toContain(contractPeople.staff.name)
    })

    it('finds out once who is calling', async () => {
      const read = async (agent: UserAgent): Promise<string> =>
        (await agent.get(`${app.origin}/pages/hello`)).text.replaceAll('<!-- -->', '')
      expect(await read(staff)).toContain(`<h1>hello ${contractPeople.staff.name}</h1>`)
      expect(await read(createUserAgent())).toContain('<h1>hello anonymous</h1>')
    })

    it.each(['/pages/admin', '/pages/streamed'])(
      'R-12: is not rendered for anyone else: %s',
      async (path) => {
        for (const agent of [staff, createUserAgent()]) {
          for (const headers of [{}, router]) {
            const answer = await agent.get(app.origin + path, { headers, stopBefore: app.provider.issuerUrl })
            expect(answer.text).not.toContain(contractTexts.admin)
          }
        }
      },
    )

    it.each([
      '/pages/admin.rsc',
      '/pages/admin.rsc?_rsc=1',
      '/pages/admin?_rsc=abcde',
      '/pages/admin?nxtPid=1',
      '/pages/admin?nxtIid=1',
      '/pages/admin.segments/_tree.segment.rsc',
      '/pages/admin.segments/pages/admin/__PAGE__.segment.rsc',
      '/_next/data/build/pages/admin.json',
    ])('#37: is not rendered by another spelling of its address: %s', async (path) => {
      for (const headers of [
        {},
        router,
        { ...router, 'next-router-prefetch': '1' },
        { ...router, 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/pages/admin/__PAGE__' },
        { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
        { 'x-middleware-subrequest': 'src/proxy:src/proxy:src/proxy:src/proxy:src/proxy' },
      ]) {
        const answer = await staff.get(app.origin + path, { headers })
        expect(answer.text).not.toContain(contractTexts.admin)
      }
    })

    it('that does not read the caller stays static, and cacheable without a cookie of the library', async () => {
      for (const [agent, cacheControl] of [
        [staff, 'private, no-store'],
        [createUserAgent(), 's-maxage=31536000'],
      ] as const) {
        const page = await agent.get(`${app.origin}/pages/fixed`)
        expect(page.headers.get('cache-control')).toBe(cacheControl)
        expect(page.headers.get('x-nextjs-cache')).toBe('HIT')
        expect(page.setCookies).toEqual([])
      }
    })
  })

  describe('a request of the router', () => {
    it.each([
      '/login',
      '/oauth2/authorization/op',
      '/oauth2/authorization/op?returnTo=/me',
      '/logout',
      '/login/denied',
      '/login/forbidden?returnTo=/pages/admin',
    ])(
      'S-12: begins no sign-in, and is answered so that the browser navigates without an error in its console: %s',
      async (path) => {
        for (const headers of [router, { ...router, 'next-router-prefetch': '1' }]) {
          const answer = await createUserAgent().get(app.origin + path, { headers })
          expect(answer.url.startsWith(app.origin)).toBe(true)
          expect(answer.chain.flatMap(({ setCookies }) => setCookies)).toEqual([])
          // The router navigates the window to what is no payload of React. Browsers log a status from 400 on.
          expect(answer.status).toBe(200)
          expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
          expect(answer.headers.get('cache-control')).toBe('private, no-store')
        }
      },
    )

    it('S-12: a prefetch of the browser itself begins no sign-in either', async () => {
      const answer = await createUserAgent().get(`${app.origin}/oauth2/authorization/op`, {
        headers: { ...router, 'sec-purpose': 'prefetch' },
      })
      expect(answer.status).toBe(503)
      expect(answer.setCookies).toEqual([])
    })

    it('of the server itself, which follows the redirect of an action, begins no sign-in', async () => {
      const answer = await createUserAgent().get(`${app.origin}/oauth2/authorization/op`, {
        headers: { ...router, accept: 'text/x-component' },
      })
      expect([answer.status, answer.text, answer.setCookies]).toEqual([200, '', []])
    })

    it('of a script that asks for JSON is answered as JSON', async () => {
      const answer = await staff.get(`${app.origin}/login/forbidden?returnTo=/pages/admin`, {
        headers: { ...router, accept: 'application/json' },
      })
      expect(answer.status).toBe(403)
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'role_missing' })
    })

    it('to the session of scripts is answered as JSON', async () => {
      const answer = await staff.get(`${app.origin}/oauth2/session`, { headers: router })
      expect(JSON.parse(answer.text)).toMatchObject({ user: { name: contractPeople.staff.name } })
    })

    it('for a gated page is told where to sign in', async () => {
      const answer = await createUserAgent().get(`${app.origin}/pages/member?a=1`, {
        headers: router,
        stopBefore: `${app.origin}/oauth2`,
      })
      const told = `${app.origin}/oauth2/authorization/op?returnTo=%2Fpages%2Fmember%3Fa%3D1`
      expect(answer.text + (answer.chain.at(-1)?.location ?? '')).toContain(told)
    })
  })

  describe('a browser that a kept redirect of a gate sends to the sign-in', () => {
    const ask = (
      agent: UserAgent,
      query: string,
      path = '/oauth2/authorization/op',
    ): Promise<AgentResponse> => agent.get(`${app.origin}${path}?${query}`, { followRedirects: false })
    const locationOf = (answer: AgentResponse): URL =>
      new URL(answer.headers.get('location') ?? '', app.origin)

    it.each([
      ['/pages/member', '/pages/member?oidc-again=1'],
      ['/pages/member?a=1', '/pages/member?a=1&oidc-again=1'],
      ['/pages/member?oidc-again=4', '/pages/member?oidc-again=5'],
      ['https://evil.example/', '/?oidc-again=1'],
      ['//evil.example', '/?oidc-again=1'],
      ['/logout', '/?oidc-again=1'],
    ])('is sent to another spelling of its address, if it is signed in: %s', async (returnTo, target) => {
      for (const path of ['/oauth2/authorization/op', '/login']) {
        const answer = await ask(staff, new URLSearchParams({ returnTo, gate: '1' }).toString(), path)
        expect(answer.status).toBe(302)
        expect(locationOf(answer).href).toBe(app.origin + target)
        expect(answer.headers.get('cache-control')).toBe('private, no-store')
      }
    })

    it('signs in otherwise: without a session, without the mark of a gate, and when it came too often', async () => {
      const answers = [
        await ask(createUserAgent(), 'returnTo=%2Fpages%2Fmember&gate=1'),
        await ask(staff, 'returnTo=%2Fpages%2Fmember'),
        await ask(staff, 'returnTo=%2Fpages%2Fmember%3Foidc-again%3D5&gate=1'),
        await ask(staff, 'returnTo=%2Fpages%2Fmember%3Foidc-again%3Dx&gate=1'),
      ]
      for (const answer of answers)
        expect(locationOf(answer).origin).toBe(new URL(app.provider.issuerUrl).origin)
    })
  })

  describe('#16: the header by which the proxy names the page', () => {
    it.each(['http://evil.example/', '//evil.example', '/pages/admin', 'javascript:alert(1)', ''])(
      'is not believed when a client sends it: %j',
      async (spoof) => {
        for (const name of ['x-oidc-page-url', 'X_OIDC_PAGE_URL', 'x-middleware-request-x-oidc-page-url']) {
          const answer = await createUserAgent().get(`${app.origin}/pages/streamed`, {
            headers: { [name]: spoof, 'x-middleware-override-headers': 'x-oidc-page-url' },
            followRedirects: false,
          })
          expect(answer.text).toContain('returnTo=%2Fpages%2Fstreamed')
          expect(answer.text).not.toContain('evil')
        }
      },
    )
  })

  describe('a server action', () => {
    /** The hidden fields of the page's form. */
    async function readForm(): Promise<FormData> {
      const { text } = await admin.get(`${app.origin}/pages/save`)
      const form = new FormData()
      for (const [, name = '', value = ''] of text.matchAll(hiddenField)) form.append(name, value)
      form.append('text', 'something to save')
      return form
    }

    /** Posts it as a browser without scripts does. */
    async function post(agent: UserAgent, form: FormData): Promise<AgentResponse> {
      const multipart = new Response(form)
      const headers = { 'content-type': multipart.headers.get('content-type') ?? '', origin: app.origin }
      const options = { headers, body: await multipart.text(), stopBefore: `${app.origin}/oauth2` }
      return agent.post(`${app.origin}/pages/save`, {}, options)
    }

    it('runs for whom its gate lets through', async () => {
      const before = await countRuns()
      expect((await post(admin, await readForm())).status).toBe(200)
      expect(await countRuns()).toBe(before + 1)
    })

    it('runs for no other user who posts its form', async () => {
      const before = await countRuns()
      const form = await readForm()
      const byStaff = await post(staff, form)
      expect(byStaff.status).toBe(403)
      expect(byStaff.text).toContain(contractPeople.staff.name)
      const byAnonymous = await post(createUserAgent(), form)
      expect(byAnonymous.status).toBe(303)
      expect(byAnonymous.headers.get('location')).toContain('/authorization/op?returnTo=%2Fpages%2Fsave')
      expect(await countRuns()).toBe(before)
    })

    it('runs for no other user who names it in a header', async () => {
      const before = await countRuns()
      const [field = ''] = (await readForm()).keys()
      const id = field.replace('$ACTION_ID_', '')
      expect(id).toMatch(/^[0-9a-f]{42}$/u)
      for (const agent of [staff, createUserAgent()]) {
        const answer = await agent.post(
          `${app.origin}/pages/save`,
          {},
          {
            headers: {
              ...router,
              ...{ rsc: '', accept: 'text/x-component', 'next-action': id },
              ...{ origin: app.origin, 'content-type': 'text/plain;charset=UTF-8' },
            },
            body: '[]',
          },
        )
        expect(answer.headers.get('x-action-redirect')).toMatch(
          /\/(?:login\/forbidden|oauth2\/authorization\/op)\?/u,
        )
        expect(answer.chain.flatMap(({ setCookies }) => setCookies)).toEqual([])
      }
      expect(await countRuns()).toBe(before)
    })
  })

  it('a route handler gets its parameters and who is calling', async () => {
    const answer = await staff.get(`${app.origin}/items/a%20b`)
    expect(JSON.parse(answer.text)).toEqual({ id: 'a b', name: contractPeople.staff.name, isAdmin: false })
  })
})
