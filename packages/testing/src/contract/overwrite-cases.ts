import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { isSignInPage, signIn } from '../user-agent/sign-in.ts'
import { assertPrivate, listTokens } from './assert-private.ts'
import { obtainToken } from './call-api.ts'
import { contractOverwritten, contractPeople, contractTexts, loginPath } from './contract-app.ts'
import { callbackPath, overwrites, scriptHeaders, type ContractCase } from './contract-app.ts'

const hostile = { [overwrites]: '1' }

const ownPaths = ['/login', loginPath, `${callbackPath}?code=a&state=b`, '/logout', '/oauth2/session']
const personal = [
  '/',
  '/me',
  '/admin',
  '/roles',
  '/extra',
  '/cookies',
  '/stream',
  '/throws/later',
  '/api/open',
]

/** The headers that a page of the library needs. */
const pageHeaders = [
  ...['content-security-policy', 'content-type', 'cross-origin-opener-policy', 'referrer-policy'],
  ...['x-content-type-options', 'x-frame-options'],
]

function assertHeld(headers: Headers, where: string): void {
  assertPrivate(headers, where)
  assert.deepEqual(listTokens(headers, 'cache-control').sort(), ['no-store', 'private'], where)
}

/** An app in which middleware in front of the library overwrites the library's response headers. */
export const overwriteCases: readonly ContractCase[] = [
  {
    name: 'S-11: keeps personal responses private when middleware in front overwrites Cache-Control',
    run: async (app) => {
      const { origin, overwritesStrangers = false, waysToRespond = [] } = app
      const asked = [...personal, ...waysToRespond]
      const [anonymous, staff] = [createUserAgent(), createUserAgent()]
      await signIn(staff, `${origin}/me`, 'staff')
      for (const headers of [hostile, { ...scriptHeaders, ...hostile }]) {
        for (const method of ['GET', 'HEAD']) {
          const options = { method, headers, followRedirects: false }
          for (const path of [...asked, ...ownPaths])
            assertHeld((await staff.get(origin + path, options)).headers, `${method} ${path}`)
          for (const path of overwritesStrangers ? ownPaths : [...asked, ...ownPaths])
            assertHeld((await anonymous.get(origin + path, options)).headers, `${method} ${path}, anonymous`)
        }
      }
      assertHeld((await staff.post(`${origin}/echo`, { a: 'b' }, { headers: hostile })).headers, 'POST /echo')
      const authorization = `Bearer ${await obtainToken(app, 'staff')}`
      for (const path of ['/api', '/api/admin', '/api/open']) {
        const headers = { ...scriptHeaders, ...hostile, authorization }
        assertHeld((await anonymous.get(origin + path, { headers })).headers, `${path} with a token`)
      }
      const shared = await anonymous.get(`${origin}/static`, { headers: hostile })
      assert.equal(shared.text, contractTexts.static)
      assert.equal(shared.headers.get('cache-control'), contractOverwritten['cache-control'])
    },
  },
  {
    name: 'keeps the headers of its own pages when middleware in front overwrites headers',
    run: async ({ origin, overwritesStrangers = false }) => {
      const staff = createUserAgent()
      await signIn(staff, `${origin}/me`, 'staff')
      for (const path of [...ownPaths, ...(overwritesStrangers ? [] : ['/admin'])]) {
        const plain = await staff.get(origin + path, { followRedirects: false })
        const answer = await staff.get(origin + path, { headers: hostile, followRedirects: false })
        assert.equal(answer.status, plain.status, path)
        for (const name of pageHeaders) {
          if (plain.headers.has(name))
            assert.equal(answer.headers.get(name), plain.headers.get(name), `${name} of ${path}`)
        }
      }
      assert.ok((await staff.get(`${origin}/logout`)).headers.has('content-security-policy'))
    },
  },
  {
    name: 'signs in and out when middleware in front overwrites its headers',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      const end = await signIn(agent, `${origin}/me`, 'staff', { headers: hostile })
      assert.equal(end.text, contractPeople.staff.name)
      const question = await agent.get(`${origin}/logout`, { headers: hostile })
      await agent.submitForm(question, {}, { headers: hostile })
      assert.equal((await agent.get(origin, { headers: hostile })).text, 'hello anonymous')
      assert.ok(isSignInPage(await agent.get(`${origin}/me`, { headers: hostile })))
    },
  },
]
