import { afterEach, describe, expect, it } from 'vitest'
import { readJwt } from '../../user-agent/code-flow.ts'
import { closeAll, fetchTokens, setUp } from '../provider-fixture.ts'
import type { Person, PresetName, ProviderOptions } from '../provider-options.ts'
import { startProvider } from '../start-provider.ts'

afterEach(closeAll)

describe('a preset', () => {
  it.each<[ProviderOptions, string]>([
    [
      { preset: 'okta' as PresetName },
      "preset is 'okta', expected one of keycloak, entra, entra_organizations, auth0, auth0_rfc9068",
    ],
    [{ preset: 'toString' as PresetName }, "preset is 'toString'"],
    [{ preset: 'keycloak', accessTokenFormat: 'opaque' }, 'decides the format of access tokens'],
    [{ preset: 'keycloak', opaqueAudiences: [] }, 'decides the format of access tokens'],
  ])('refuses options that it decides: %j', async (options, message) => {
    await expect(startProvider(options)).rejects.toThrow(message)
  })

  it.each<[PresetName | undefined, Partial<Person>, string]>([
    ['keycloak', { claims: { realm_access: { roles: ['x'] } } }, 'people.ada.claims.realm_access: '],
    ['keycloak', { claims: { groups: [] } }, 'people.ada.claims.groups: '],
    ['keycloak', { groups: ['staff'] }, "people.ada.groups: 'staff'"],
    ['entra', { groups: ['/staff'] }, "people.ada.groups: '/staff'"],
    ['entra', { claims: { roles: ['x'] } }, 'people.ada.claims.roles: '],
    [
      'auth0',
      { claims: { 'https://example.com/roles': ['x'] } },
      'people.ada.claims.https://example.com/roles: ',
    ],
    ['auth0', { clientRoles: { app: ['x'] } }, 'people.ada.clientRoles: '],
    [undefined, { clientRoles: { app: ['x'] } }, 'people.ada.clientRoles: '],
  ])('%s refuses people that the provider could not have: %j', async (preset, person, message) => {
    const people = { ada: { name: 'Ada', ...person } }
    const options = preset === undefined ? { people } : { preset, people }
    await expect(startProvider(options)).rejects.toThrow(message)
    const { provider } = await setUp({ ...options, people: {} })
    expect(() => provider.setPerson('ada', people.ada)).toThrow(message)
  })

  it('is optional: without a preset, roles and groups are claims', async () => {
    const up = await setUp({ people: { ada: { name: 'Ada', roles: ['admins'], groups: ['staff'] } } })
    const tokens = await fetchTokens(up, up.agent, 'ada')
    for (const token of [tokens.id_token, tokens.access_token])
      expect(readJwt(token).claims).toMatchObject({ sub: 'ada', roles: ['admins'], groups: ['staff'] })
  })
})

it('finds the person of an access token by sub, also if it has claims of other providers', async () => {
  const claims = { oid: 'bob', azp: 'x', appid: 'y', scp: 'z', nonce: 'n' }
  const up = await setUp({ people: { ada: { name: 'Ada', claims }, bob: { name: 'Bob' } } })
  const { access_token: token } = await fetchTokens(up, up.agent, 'ada')
  expect(await (await up.flow.userinfo(token)).json()).toMatchObject({ sub: 'ada', name: 'Ada' })
})
