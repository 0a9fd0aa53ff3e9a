import assert from 'node:assert/strict'
import { createUserAgent, type NavigationOptions } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { contractPeople, contractTexts, scriptHeaders, type ContractCase } from './contract-app.ts'
import { call, obtainToken } from './call-api.ts'

const basePath = '/app'
const otherSite = 'http://127.0.0.1:9'
const admin = contractPeople.admin.name

/** Headers that a browser without Fetch Metadata does not send. */
const oldBrowser = { 'sec-fetch-site': '', 'sec-fetch-mode': '', 'sec-fetch-dest': '', 'sec-fetch-user': '' }

/** The requests that a page of another site can make a browser send, beside navigations. */
const hostile: readonly (readonly [name: string, options: NavigationOptions])[] = [
  ['a form', { method: 'POST', from: `${otherSite}/` }],
  ['a form of a sandboxed frame', { method: 'POST', from: `${otherSite}/`, headers: { origin: 'null' } }],
  ['a form in an old browser', { method: 'POST', headers: { ...oldBrowser, origin: otherSite } }],
  ['a form without an origin', { method: 'POST', headers: { ...oldBrowser, origin: '' } }],
  ['a fetch', { headers: { ...scriptHeaders, 'sec-fetch-site': 'cross-site', origin: otherSite } }],
  ['a fetch in an old browser', { headers: { ...oldBrowser, origin: otherSite } }],
  [
    'a picture',
    { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' } },
  ],
]

/** An app with a mount path has `session.sameSite: 'none'`: see `contractOptions`. */
export const embeddedCases: readonly ContractCase[] = [
  {
    basePath,
    name: 'C-17: gives requests of other sites no session, though browsers send the cookie with them',
    run: async ({ origin, gatedPaths = [] }) => {
      const [agent, base] = [createUserAgent(), origin + basePath]
      await signIn(agent, `${base}/me`, 'admin')
      for (const [name, options] of hostile) {
        const send = (path: string) =>
          agent.openTab().get(base + path, { followRedirects: false, ...options })
        if (options.method === 'POST') {
          const { status, text } = await send('/echo')
          assert.equal(status, 403, name)
          assert.doesNotMatch(text, /role/iu, name)
          assert.equal((await send('/logout')).status, 403, name)
          continue
        }
        assert.equal((await send('')).text, 'hello anonymous', name)
        assert.equal((await send('/oauth2/session')).status, 401, name)
        for (const path of ['/me', ...gatedPaths]) {
          const { status, text } = await send(path)
          assert.ok(!text.includes(contractTexts.admin) && !text.includes(admin), `${name}: ${path}`)
          assert.ok(status === 403 || status === 307, `${name}: ${path} ${status}`)
        }
      }
      const headers = { ...scriptHeaders, 'sec-fetch-site': 'cross-site', origin: otherSite }
      const refused = await agent.openTab().post(`${base}/echo`, {}, { headers })
      assert.equal((JSON.parse(refused.text) as { code: string }).code, 'cross_site_request')
      assert.equal((await agent.get(`${base}/me`)).text, admin)
    },
  },
  {
    basePath,
    name: 'shows the app with its session to a frame and a window that another site opens, and to its own scripts',
    run: async ({ origin }) => {
      const [agent, base] = [createUserAgent(), origin + basePath]
      await signIn(agent, `${base}/me`, 'staff')
      const { name } = contractPeople.staff
      const from = `${otherSite}/`
      assert.equal((await agent.openTab().get(`${base}/me`, { from })).text, name)
      const framed = { from, headers: { 'sec-fetch-dest': 'iframe' } }
      assert.equal((await agent.openTab().get(`${base}/me`, framed)).text, name)
      const own = { from: `${base}/me`, headers: { ...scriptHeaders, 'sec-fetch-site': 'same-origin' } }
      assert.equal((await agent.openTab().get(`${base}/me`, own)).text, name)
      assert.equal((await agent.openTab().post(`${base}/echo`, { a: 'b' }, own)).text, 'a=b')
      const old = { headers: { ...oldBrowser, origin } }
      assert.equal((await agent.openTab().post(`${base}/echo`, { a: 'b' }, old)).text, 'a=b')
    },
  },
  {
    basePath,
    name: 'writes every cookie for frames, and begins a sign-in there with a link to a window',
    run: async ({ origin }) => {
      const [agent, base] = [createUserAgent(), origin + basePath]
      const { chain } = await signIn(agent, `${base}/me`, 'staff')
      const written = chain
        .filter(({ url }) => url.startsWith(origin))
        .flatMap(({ setCookies }) => setCookies)
      assert.ok(written.length >= 3, JSON.stringify(written))
      for (const cookie of written)
        for (const attribute of [/;\s*secure/iu, /;\s*samesite=none/iu, /;\s*partitioned/iu])
          assert.match(cookie, attribute)

      const headers = { 'sec-fetch-dest': 'iframe' }
      const page = await createUserAgent().get(`${base}/me`, { from: `${otherSite}/`, headers })
      assert.equal(page.status, 200)
      assert.match(page.text, /target="_blank" rel="opener"/u)
      assert.equal(page.headers.get('x-frame-options'), null)
      assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors \*/u)
      // A button of ours must not be placed under one of another site.
      for (const path of ['/admin', '/logout']) {
        const { text, headers: sent } = await agent.get(base + path)
        assert.match(text, /<form /u, path)
        assert.match(sent.get('content-security-policy') ?? '', /frame-ancestors 'none'/u, path)
      }
    },
  },
  {
    basePath,
    name: 'accepts access tokens from pages of other sites, though those send the cookie of a session, too',
    run: async (app) => {
      const [agent, base] = [createUserAgent(), app.origin + basePath]
      await signIn(agent, `${base}/me`, 'staff')
      const token = await obtainToken({ ...app, origin: base }, 'admin')
      const headers = { ...scriptHeaders, 'sec-fetch-site': 'cross-site', origin: otherSite }
      const options = { headers: { ...headers, authorization: `Bearer ${token}` } }
      assert.match((await agent.openTab().get(`${base}/api`, options)).text, /^bearer /u)
      assert.equal((await call(`${base}/api`, undefined, agent)).status, 401)
    },
  },
]
