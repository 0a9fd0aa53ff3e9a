import { describe, expect, it } from 'vitest'
import type { JsonRecord } from '@x/oidc-testing'
import type { ProviderDocumentation } from './documented-provider.ts'
import { openGuide, startGuideApp } from './open-guide.ts'

const guide = openGuide('github-actions')
const { issuerUrl: issuer = '' } = guide.provider
const claims = guide.claims('bearer')

/** They have no endpoint at which a person could sign in. */
const metadata: JsonRecord = {
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks`,
  subject_types_supported: ['public', 'pairwise'],
  response_types_supported: ['id_token'],
  claims_supported: [...Object.keys(claims), 'environment', 'environment_node_id'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid'],
}

const documentation: ProviderDocumentation = {
  metadataUrl: `${issuer}/.well-known/openid-configuration`,
  metadata,
  header: { typ: 'JWT', x5t: 'ykNaY4qM_ta4k2TgZOCEYLkcYlA' },
  idToken: claims,
  clientAuthentication: [],
  scopes: [],
  buildTokenResponse: () => ({}),
}

/** Calls the API of the guide with a token of these claims. */
async function call(changes: Readonly<JsonRecord> = {}) {
  const app = await startGuideApp(guide, documentation)
  const { auth, response } = await app.callApi({ ...claims, ...changes })
  const find = (code: string) => app.events.find((event) => event.code === code)
  return { auth, response, find }
}

it('a job of the repository and the branch has the roles of the guide', async () => {
  const { auth, response } = await call()
  expect(response).toBeUndefined()
  expect(auth?.user.name).toBe('octo-org/octo-repo')
  expect(auth?.user.claims).toMatchObject({ sha: claims['sha'] })
  expect([...(auth?.roles ?? [])].map((role) => `Admitted with "${role}".`)).toEqual([guide.outcome])
})

describe('what goes wrong', () => {
  const repository = 'repo:octo-org@123456/octo-repo@456789'

  it.each([
    ['another branch', `${repository}:ref:refs/heads/other`],
    ['a pull request', `${repository}:pull_request`],
    ['an environment', `${repository}:environment:production`],
    ['a tag', `${repository}:ref:refs/tags/v1`],
    ['a repository of the same name', 'repo:octo-org@654321/octo-repo@987654:ref:refs/heads/main'],
    ['a repository without ids', 'repo:octo-org/octo-repo:ref:refs/heads/main'],
  ])('a job for %s is refused with 403, and the explanation names its subject', async (_, sub) => {
    const { response, find } = await call({ sub })
    expect(response?.status).toBe(403)
    expect(find('access_denied')?.explanation).toContain(`"${sub}" grants nothing: unmapped`)
  })

  it.each([
    ['aud', { aud: 'https://github.com/octo-org' }],
    ['exp', { iat: 1_792_990_000, nbf: 1_792_989_400, exp: 1_792_990_300 }],
    ['iss', { iss: `${issuer}/` }],
  ])('a token that fails the check %s is refused with 401', async (rule, changes) => {
    const { response, find } = await call(changes)
    expect(response?.status).toBe(401)
    expect(find('bearer_refused')?.detail).toMatchObject({ rule })
  })

  it('without a token the API answers 401', async () => {
    const { engine } = await startGuideApp(guide, documentation)
    const request = { method: 'POST', url: '/deployments', header: () => undefined }
    const { response } = await engine.gate(request, { bearer: { audience: String(claims['aud']) } })
    expect(response?.status).toBe(401)
    expect(response?.headers.get('www-authenticate')).toBe('Bearer')
  })
})
