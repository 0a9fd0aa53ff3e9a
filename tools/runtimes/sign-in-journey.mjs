// What an app must do on every runtime: who gets in, who does not, and who still does after a restart.
import assert from 'node:assert/strict'
import { createUserAgent, isSignInPage, signIn, startProvider } from '@x/oidc-testing'
import { findPort, startApp } from './start-app.mjs'

const people = {
  ada: { name: 'Ada Admin', claims: { realm_access: { roles: ['admins'] } } },
  sam: { name: 'Sam Staff', claims: { realm_access: { roles: ['staff'] } } },
  nora: { name: 'Nora Nobody', claims: { realm_access: { roles: [] } } },
}

/** What a script's `fetch` sends. */
const script = {
  ...{ accept: 'application/json', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ...{ 'sec-fetch-user': '', 'upgrade-insecure-requests': '' },
}

/** @param {(port: number) => Promise<import('./start-app.mjs').Program>} programAt reads its configuration from the environment */
export async function checkSignInJourney(programAt) {
  const port = await findPort()
  const program = await programAt(port)
  const origin = `http://localhost:${port}`
  const provider = await startProvider({ people })
  const clientSecret = 'the secret of an app on some runtime'
  await provider.registerClient({
    ...{ clientId: 'app', clientSecret },
    redirectUris: [`${origin}/login/oauth2/code/main`],
    postLogoutRedirectUris: [`${origin}/logout/done`],
  })
  const env = {
    ...{ BASE_URL: origin, HOST: "localhost", ORIGIN: origin, PORT: `${port}`, ISSUER_URL: provider.issuerUrl },
    ...{ CLIENT_SECRET: clientSecret, SESSION_SECRET: 'a session secret for some runtime, long enough' },
  }
  let app = await startApp(program, env)
  try {
    assert.equal(provider.requests.all.length, 0, 'a start needs no provider')
    const ada = await checkSignIns(origin)
    await app.stop()
    app = await startApp(program, env)
    await checkLaterVisits(origin, ada)
  } catch (error) {
    const printed = await app.stop()
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${printed}`, { cause: error })
  } finally {
    await app.stop()
    await provider.close()
  }
}

/** @param {string} origin @returns {Promise<import('@x/oidc-testing').UserAgent>} an administrator's, signed in */
async function checkSignIns(origin) {
  const anonymous = await createUserAgent().get(`${origin}/`)
  assert.equal(anonymous.status, 200, 'everybody gets the home page')
  const refused = await createUserAgent().get(`${origin}/admin`, { headers: script })
  assert.equal(refused.status, 401, 'a script that is not signed in is refused')
  assert.match(refused.headers.get('content-type') ?? '', /^application\/problem\+json/u)

  const ada = createUserAgent()
  const admin = await signIn(ada, `${origin}/admin`, 'ada')
  assert.equal(admin.status, 200, 'an administrator gets the admin page')
  assert.equal(admin.url, `${origin}/admin`)
  assert.match(admin.text, /Ada Admin/u)
  assert.match(admin.headers.get('cache-control') ?? '', /no-store/u)

  const sam = createUserAgent()
  assert.equal((await signIn(sam, `${origin}/admin`, 'sam')).status, 403, 'staff is kept out of the admin page')
  const me = await sam.get(`${origin}/me`)
  assert.equal(me.status, 200)
  assert.match(me.text, /Sam Staff/u)

  const denied = await signIn(createUserAgent(), `${origin}/me`, 'nora')
  assert.equal(denied.status, 403, 'who has no role is not admitted')
  assert.equal(denied.url, `${origin}/login/denied`)
  return ada
}

/** @param {string} origin @param {import('@x/oidc-testing').UserAgent} ada */
async function checkLaterVisits(origin, ada) {
  const again = await ada.get(`${origin}/admin`)
  assert.equal(again.status, 200, 'another instance knows the session')
  assert.equal(again.chain.length, 1)

  // Nothing is known of the provider yet, and workerd lets no request wait for what another one fetches.
  const others = Array.from({ length: 5 }, () => signIn(createUserAgent(), `${origin}/me`, 'sam'))
  for (const { status } of await Promise.all(others)) assert.equal(status, 200, 'several sign in at once')

  const home = await ada.get(`${origin}/`)
  const done = await ada.submitForm(home, { press: 'Sign out' })
  assert.ok(done.url.startsWith(`${origin}/logout/done`), `the sign-out ends at ${done.url}`)
  assert.equal(done.status, 200)
  assert.equal((await ada.get(`${origin}/me`, { headers: script })).status, 401, 'who signed out is out')
  assert.ok(isSignInPage(await ada.get(`${origin}/me`)), 'the provider asks again')
}
