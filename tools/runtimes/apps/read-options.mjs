/**
 * Builds the library's options as an app reads them from its environment.
 * @template Store
 * @param {Record<string, string | undefined>} env
 * @param {() => Store} [createStore] for `KEEPS_TOKENS=store`
 */
export const readOptions = (env, createStore) => ({
  baseUrl: env['BASE_URL'] ?? '',
  providers: [
    {
      ...{ providerId: 'main', issuerUrl: env['ISSUER_URL'] ?? '' },
      ...{ clientId: 'app', clientSecret: env['CLIENT_SECRET'] },
      ...{ nameClaim: 'name', scopes: ['profile'], rolesClaims: [['realm_access', 'roles']] },
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
  session: { secret: env['SESSION_SECRET'] ?? '', ...readTokenOptions(env, createStore) },
  ...(keepsTokens(env) && {
    log: (/** @type {object} */ event) => console.log(`event: ${JSON.stringify(event)}`),
  }),
})

/** @param {Record<string, string | undefined>} env */
const keepsTokens = ({ KEEPS_TOKENS }) => KEEPS_TOKENS === 'cookies' || KEEPS_TOKENS === 'store'

/** What `refreshOptions` of @x/oidc-testing says. @template Store @param {Record<string, string | undefined>} env @param {() => Store} [createStore] */
const readTokenOptions = (env, createStore) => ({
  ...(env['KEEPS_TOKENS'] === 'cookies' && { singleProcess: true, keep: { tokens: true } }),
  ...(env['KEEPS_TOKENS'] === 'store' && createStore !== undefined && { store: createStore() }),
})

/** The API of the refresh contract: the provider. @param {Record<string, string | undefined>} env */
export const readApi = (env) => new URL(env['ISSUER_URL'] ?? '').origin

/**
 * What `contractAnswers.callApi` of @x/oidc-testing does.
 * @param {(to: string) => Promise<Response>} send
 * @param {string} to
 */
export async function callApi(send, to) {
  try {
    const response = await send(to)
    const location = response.headers.get('location')
    return { status: response.status, location, text: await response.text() }
  } catch (error) {
    if (error instanceof TypeError) return { refused: error.message }
    throw error
  }
}

export const home = `<!doctype html>
<form method="post" action="/logout"><button>Sign out</button></form>`
