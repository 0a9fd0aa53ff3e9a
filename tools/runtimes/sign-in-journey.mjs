// What an app must do on every runtime: who gets in, who does not, and who still does after a restart.
import assert from 'node:assert/strict'
import { createUserAgent, isSignInPage, signIn, startProvider } from '@x/oidc-testing'
import { findPort } from '../find-port.mjs'
import { startApp } from './start-app.mjs'

const people = {
  ada: { name: 'Ada Admin', claims: { realm_access: { roles: ['admins'] } } },
  sam: { name: 'Sam Staff', claims: { realm_access: { roles: ['staff'] } } },
  nora: { name: 'Nora Guest', claims: { realm_access: { roles: [] } } },
}

/** Where a framework may find the admin page, or what it is made of, without the path that a gate looks at. */
const otherWays = [
  ...['/admin/', '//admin', '/%61dmin', '/admin/.', '/ADMIN', '/admin;a', '/admin?_routes=routes%2Fadmin'],
  ...['/admin.data', '/admin.rsc', '/admin.json', '/admin/index.html', '/admin/__data.json'],
]

/** What a script's `fetch` sends. */
const script = {
  ...{ accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ...{ 'sec-fetch-user': '', 'upgrade-insecure-requests': '' },
}

/**
 * @param {import('./list-apps.mjs').App} app that reads its configuration from the environment
 * @param {string} runtime
 */
export async function checkSignInJourney(app, runtime) {
  const port = await findPort()
  const program = await app.programAt(port, runtime)
  const origin = `http://localhost:${port}`
  const provider = await startProvider({ people })
  const clientSecret = 'the secret of an app on some runtime'
  await provider.registerClient({
    ...{ clientId: 'app', clientSecret },
    redirectUris: ['main', 'demo'].map((providerId) => `${origin}/login/oauth2/code/${providerId}`),
    postLogoutRedirectUris: [`${origin}/logout/done`],
  })
  const env = {
    ...{ BASE_URL: origin, HOST: 'localhost', PORT: `${port}`, ISSUER_URL: provider.issuerUrl },
    ...{ CLIENT_ID: 'app', CLIENT_SECRET: clientSecret },
    ...{ SESSION_SECRET: 'a session secret for some runtime, long enough', KEEPS_TOKENS: 'nowhere' },
  }
  /** @type {import('./start-app.mjs').RunningApp | undefined} */
  let running
  try {
    running = await startApp(program, env)
    assert.equal(provider.requests.all.length, 0, 'a start needs no provider')
    const ada = await checkSignIns(origin, app)
    await running.stop()
    running = await startApp(program, env)
    await checkLaterVisits(origin, ada, app)
  } catch (error) {
    throw new Error(`${String(error)}\n${(await running?.stop()) ?? ''}`, { cause: error })
  } finally {
    await running?.stop()
    await provider.close()
  }
}

/**
 * @param {string} origin
 * @param {import('./list-apps.mjs').App} app
 * @returns {Promise<import('@x/oidc-testing').UserAgent>} an administrator's, signed in
 */
async function checkSignIns(origin, { pages, refusal = 401 }) {
  const anonymous = await createUserAgent().get(`${origin}/`)
  assert.equal(anonymous.status, 200, 'everybody gets the home page')
  const asScript = { headers: script, followRedirects: false }
  const refused = await createUserAgent().get(`${origin}/admin`, asScript)
  assert.equal(refused.status, refusal, 'a script that is not signed in is refused')
  const unknown = await createUserAgent().get(`${origin}/oauth2/session`, asScript)
  assert.equal(unknown.status, 401, 'a script learns that there is no session')
  assert.match(unknown.headers.get('content-type') ?? '', /^application\/problem\+json/u)

  const ada = createUserAgent()
  const admin = await signIn(ada, `${origin}/admin`, 'ada')
  assert.equal(admin.status, 200, 'an administrator gets the admin page')
  assert.equal(admin.url, `${origin}/admin`)
  assert.match(admin.text, /Ada Admin/u)
  assert.match(admin.headers.get('cache-control') ?? '', /no-store/u)

  const sam = createUserAgent()
  assert.equal(
    (await signIn(sam, `${origin}/admin`, 'sam')).status,
    403,
    'staff is kept out of the admin page',
  )
  for (const path of ['/oauth2/session', ...pages]) {
    const { status, text } = await sam.get(origin + path)
    assert.equal(status, 200, path)
    assert.match(text, /Sam Staff/u, path)
  }
  for (const path of otherWays) {
    const { status, text } = await sam.get(origin, { rawPath: path })
    assert.ok(status !== 200 || !text.includes('Sam Staff'), `${path} shows staff the admin page`)
  }

  const denied = await signIn(createUserAgent(), `${origin}/admin`, 'nora')
  assert.equal(denied.status, 403, 'who has no role is not admitted')
  assert.equal(denied.url, `${origin}/login/denied`)
  return ada
}

/**
 * @param {string} origin
 * @param {import('@x/oidc-testing').UserAgent} ada
 * @param {import('./list-apps.mjs').App} app
 */
async function checkLaterVisits(origin, ada, { forgetsSessions = false }) {
  const again = await ada.get(`${origin}/admin`)
  assert.equal(again.status, 200, 'another instance knows the session, or the provider does')
  assert.equal(again.chain.length > 1, forgetsSessions, 'who signs in again')

  // Nothing is known of the provider yet, and workerd lets no request wait for what another one fetches.
  const others = Array.from({ length: 5 }, () => signIn(createUserAgent(), `${origin}/login`, 'sam'))
  for (const { status } of await Promise.all(others)) assert.equal(status, 200, 'several sign in at once')

  const home = await ada.get(`${origin}/`)
  const done = await ada.submitForm(home, { press: 'Sign out' })
  assert.ok(done.url.startsWith(`${origin}/logout/done`), `the sign-out ends at ${done.url}`)
  assert.equal(done.status, 200)
  assert.equal(
    (await ada.get(`${origin}/oauth2/session`, { headers: script })).status,
    401,
    'who signed out is out',
  )
  assert.ok(isSignInPage(await ada.get(`${origin}/admin`)), 'the provider asks again')
}
