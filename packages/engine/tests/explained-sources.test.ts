import { explainAccess } from '@x/oidc-core'
import type { BearerOptions } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { audience, useBearerFixture } from './bearer-fixture.ts'

const fixture = useBearerFixture()

const ways = [
  ['the access token', {}],
  ['the introspection response', { accessTokenLookup: 'introspection' }],
  ['UserInfo', { accessTokenLookup: 'userinfo', audience: 'unchecked' }],
] as const satisfies readonly (readonly [string, Partial<BearerOptions>])[]

/** A token of a person with these groups: a JWT, or an opaque one that the provider answers for. */
async function issueToken(groups: readonly string[], bearer: Partial<BearerOptions>): Promise<string> {
  const claims = fixture.buildClaims({ groups })
  return bearer.accessTokenLookup === undefined
    ? fixture.sign(claims)
    : fixture.provider.issueAccessToken(claims)
}

describe('the explanation of an API request', () => {
  it.each(ways)('names %s as the source, in the log', async (source, bearer) => {
    const api = fixture.createApi({ rolesClaims: ['groups', 'roles'] })
    await api.send(`Bearer ${await issueToken(['others'], bearer)}`, bearer)
    const denied = api.events.find(({ code }) => code === 'access_denied')
    expect(denied?.explanation).toContain(`- "groups" in ${source}: found, 1 role key`)
    expect(denied?.explanation).toContain(`- "roles" in ${source}: missing`)
    expect(denied?.explanation).toMatch(new RegExp(`^- Claims of ${source}: .*"groups", .*"sub"\\.$`, 'mu'))
  })

  it.each(ways)('names %s as the source, and what granted a role', async (source, bearer) => {
    const { engine } = fixture.createApi()
    const authorization = `Bearer ${await issueToken(['admins'], bearer)}`
    const { requestAuth } = await engine.bearer({ audience, ...bearer }).authenticate({
      method: 'GET',
      url: '/api',
      header: (name) => (name === 'authorization' ? authorization : undefined),
    })
    const decision = requestAuth?.explain()
    const text = decision && explainAccess(decision, { role: 'ROLE_ADMIN' })
    expect(text).toContain('"ROLE_ADMIN" was granted:\n- roleMapping "admins"')
    expect(text).toContain(`- "groups" in ${source}: found, 1 role key`)
  })
})
