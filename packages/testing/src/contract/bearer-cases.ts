import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { sendBytes } from '../user-agent/send-bytes.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { assertPrivate } from './assert-private.ts'
import { assertRefused, call, firstChallenge, nameCaller, obtainToken } from './call-api.ts'
import { contractAudience, contractPeople, contractTexts, scriptHeaders } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

/** An API that requires access tokens. */
export const bearerCases: readonly ContractCase[] = [
  {
    name: 'R-01: accepts a token for the API from any client, and keeps the response out of caches',
    run: async (app) => {
      const [staff, admin] = [await obtainToken(app, 'staff'), await obtainToken(app, 'admin')]
      for (const [token, name] of [
        [staff, 'staff'],
        [admin, 'admin'],
      ] as const) {
        const answer = await call(`${app.origin}/api`, token)
        assert.equal(answer.status, 200)
        assert.equal(answer.text, `bearer ${nameCaller(app, name)}`)
        assert.deepEqual(answer.setCookies, [])
        assertPrivate(answer.headers, '/api')
      }
    },
  },
  {
    name: 'R-01: answers a request without a token with 401 and a challenge without an error code',
    run: async ({ origin }) => {
      const anonymous = createUserAgent()
      for (const headers of [{}, scriptHeaders, { ...scriptHeaders, authorization: 'Basic YTpi' }]) {
        const answer = await anonymous.get(`${origin}/api`, { headers, followRedirects: false })
        assertRefused(answer, 401, firstChallenge)
      }
    },
  },
  {
    name: 'authenticates API requests only by the Authorization header, not by the session',
    run: async (app) => {
      const { origin } = app
      const admin = createUserAgent()
      await signIn(admin, `${origin}/admin`, 'admin')
      for (const path of ['/api', '/api/admin']) {
        assertRefused(await call(origin + path, undefined, admin), 401, firstChallenge)
        const refused = await call(`${origin}${path}`, 'x', admin)
        assertRefused(refused, 401, /^Bearer error="invalid_token"/u)
      }
      const staff = await obtainToken(app, 'staff')
      assert.equal((await call(`${origin}/api`, staff, admin)).text, `bearer ${nameCaller(app, 'staff')}`)
      assert.equal((await call(`${origin}/api/admin`, staff, admin)).status, 403)
      assert.equal((await call(`${origin}/me`, 'x', admin)).text, contractPeople.admin.name)
    },
  },
  {
    name: 'uses the session on the API if the token is optional and the request has no token',
    run: async (app) => {
      const url = `${app.origin}/api/open`
      const staff = createUserAgent()
      await signIn(staff, `${app.origin}/me`, 'staff')
      const admin = await obtainToken(app, 'admin')
      assert.equal((await call(url)).text, 'hello anonymous')
      assert.equal((await call(url, undefined, staff)).text, `hello ${contractPeople.staff.name}`)
      assert.equal((await call(url, admin, staff)).text, `hello ${nameCaller(app, 'admin')}`)
      assertRefused(await call(url, 'x', staff), 401, /^Bearer error="invalid_token"/u)
    },
  },
  {
    name: 'R-04: refuses a token for another API, and does not accept a token in place of a session',
    run: async (app) => {
      const { origin } = app
      const other = await obtainToken(app, 'admin', 'https://other.example.com')
      assertRefused(await call(`${origin}/api`, other), 401, /^Bearer error="invalid_token"/u)
      const token = await obtainToken(app, 'admin')
      assert.equal((await call(`${origin}/`, token)).text, 'hello anonymous')
      assert.equal((await call(`${origin}/me`, token)).status, 401)
      assert.equal((await call(`${origin}/api`, token)).status, 200)
    },
  },
  {
    name: 'R-06: answers 403 to a token without the required role, and does not run the handler',
    run: async (app) => {
      const { origin } = app
      const count = async (): Promise<number> => Number((await call(`${origin}/runs`)).text)
      const before = await count()
      for (const [person, path] of [
        ['staff', '/api/admin'],
        ['guest', '/api'],
      ] as const) {
        const answer = await call(origin + path, await obtainToken(app, person))
        assert.equal(answer.status, 403, path)
        assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
        assert.equal((JSON.parse(answer.text) as { code: string }).code, 'role_missing')
        assertPrivate(answer.headers, path)
      }
      assert.equal(await count(), before)
      const admin = await call(`${origin}/api/admin`, await obtainToken(app, 'admin'))
      assert.equal(admin.text, contractTexts.admin)
      assert.equal(await count(), before + 1)
    },
  },
  {
    name: 'R-02: refuses two Authorization headers, also if the second has a valid token',
    run: async (app) => {
      const { origin } = app
      const good = `authorization: Bearer ${await obtainToken(app, 'staff')}\r\n`
      const bad = 'authorization: Bearer x\r\n'
      const head = `GET /api HTTP/1.1\r\nhost: ${new URL(origin).host}\r\nconnection: close\r\n`
      assert.equal((await sendBytes(origin, `${head}${good}\r\n`)).status, 200)
      assert.equal(
        (await sendBytes(origin, `${head}${bad}${good}\r\n`)).status,
        app.showsFirstHeader ? 401 : 400,
      )
      if (app.showsFirstHeader) return
      assert.equal((await sendBytes(origin, `${head}${good}${good}\r\n`)).status, 400)
    },
  },
  {
    name: 'R-02: refuses a token in the query, with or without a valid token in the header',
    run: async (app) => {
      const token = await obtainToken(app, 'staff')
      for (const name of ['access_token', '%61ccess_token', 'access%5Ftoken']) {
        for (const sent of [undefined, token]) {
          const answer = await call(`${app.origin}/api?${name}=${token}`, sent)
          assertRefused(answer, 400, /^Bearer error="invalid_request"/u)
        }
      }
      assert.equal((await call(`${app.origin}/api?q=access_token`, token)).status, 200)
    },
  },
  {
    name: 'R-11: serves the metadata of the API at the URL in the challenge, to scripts of any origin',
    run: async ({ origin, provider }) => {
      const { headers } = await call(`${origin}/api`)
      const [, metadataUrl = ''] = firstChallenge.exec(headers.get('www-authenticate') ?? '') ?? []
      assert.equal(metadataUrl, `${origin}/.well-known/oauth-protected-resource/api`)
      const answer = await call(metadataUrl)
      assert.equal(answer.status, 200)
      assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
      assert.equal(answer.headers.get('access-control-allow-origin'), '*')
      assert.deepEqual(answer.setCookies, [])
      const metadata = JSON.parse(answer.text) as Readonly<Record<string, unknown>>
      assert.equal(metadata['resource'], contractAudience(origin))
      assert.deepEqual(metadata['authorization_servers'], [provider.issuerUrl])
      const preflight = await createUserAgent().get(metadataUrl, { method: 'OPTIONS' })
      assert.equal(preflight.status, 204)
      assert.equal(preflight.headers.get('access-control-allow-headers'), '*')
      for (const path of ['', '/other', '/api/admin']) {
        const elsewhere = await call(`${origin}/.well-known/oauth-protected-resource${path}`)
        assert.equal(elsewhere.status, 404, path)
      }
    },
  },
]
