import type { EngineProviderOptions } from '@x/oidc-engine'
import type { JsonRecord, Twists } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()
const firstOf = ['email', 'preferred_username', 'sub']

/** Signs a person in whose name is the first of several claims. */
async function signIn(
  claims: JsonRecord,
  twists: Twists = {},
  provider: Partial<EngineProviderOptions> = {},
) {
  fixture.provider.setClaims({ sub: 'ada-id', groups: ['staff'], ...claims })
  fixture.provider.twist(twists)
  const { engine, events } = createAppEngine('http://localhost:3000', {
    issuerUrl: fixture.provider.issuerUrl,
    now: () => fixture.now,
    provider: { nameClaim: { firstOf }, ...provider },
  })
  const browser = openEngineBrowser(engine)
  const answer = await browser.signIn()
  return {
    ...{ answer, browser, events },
    name: (await browser.authenticate()).auth.user?.name,
    lookups: fixture.provider.requests.count('/userinfo'),
  }
}

const merge = (given: JsonRecord) => (own: JsonRecord) => ({ ...own, ...given })
const withoutUserinfo: Twists = { metadata: ({ userinfo_endpoint: _, ...metadata }) => metadata }

describe('the name by the first of several claims', () => {
  it.each<[string, JsonRecord, string]>([
    ['the first', { email: 'ada@example.com', preferred_username: 'ada' }, 'ada@example.com'],
    ['the second where the first is missing', { preferred_username: 'ada' }, 'ada'],
    ['the last where no other gives one name', { email: ['a', 'b'], preferred_username: '' }, 'ada-id'],
  ])('is that of %s', async (_, claims, name) => {
    const signedIn = await signIn(claims)
    expect([signedIn.answer.status, signedIn.name]).toEqual([303, name])
  })

  it('asks UserInfo for a preferred claim that the ID Token does not have, and only then', async () => {
    const userinfo = merge({ email: 'ada@example.com' })
    const asked = await signIn({}, { userinfo })
    expect([asked.name, asked.lookups]).toEqual(['ada@example.com', 1])
    fixture.provider.requests.clear()
    const complete = await signIn({ email: 'a@example.com' }, { userinfo })
    expect([complete.name, complete.lookups]).toEqual(['a@example.com', 0])
  })

  it.each<[string, Twists]>([
    ['has no UserInfo', withoutUserinfo],
    [
      'gives no access token',
      {
        tokenResponse: ({ access_token: _, ...answer }) => answer,
        idTokenClaims: ({ at_hash: _, ...claims }) => claims,
      },
    ],
  ])('does without at a provider that %s', async (_, twists) => {
    const { answer, name, lookups } = await signIn({}, twists)
    expect([answer.status, name, lookups]).toEqual([303, 'ada-id', 0])
  })

  it('needs UserInfo where the ID Token gives no name at all', async () => {
    const { answer, events } = await signIn({}, withoutUserinfo, {
      nameClaim: { firstOf: ['email', 'name'] },
    })
    expect(answer.status).toBe(502)
    expect(events.at(-1)).toMatchObject({
      code: 'provider_unsupported',
      detail: { what: 'userinfo_endpoint' },
    })
  })

  it('I-17: is no unverified address, and the person learns why', async () => {
    const { answer, browser, name, events } = await signIn({
      ...{ email: 'ada@example.com', email_verified: false, preferred_username: 'ada' },
    })
    expect(answer.headers.get('location')).toBe('http://localhost:3000/login/denied')
    expect(name).toBeUndefined()
    expect(await (await browser.get('/login/denied')).text()).toContain('email_unverified')
    expect(events.at(-1)).toMatchObject({ code: 'access_denied', detail: { reason: 'email_unverified' } })
  })

  it('warns at the start where roles are given to it, since some of the claims may change hands', async () => {
    const { events } = await signIn({}, {}, { security: { individualRoles: { ada: ['ROLE_USER'] } } })
    expect(events).toContainEqual(expect.objectContaining({ level: 'warn', code: 'mutable_name' }))
  })
})

describe('role keys that come as text', () => {
  it.each<['json' | 'bracketed', unknown, string]>([
    ['json', '["other","staff"]', 'hello'],
    ['json', ['["other","staff"]'], 'hello'],
    ['bracketed', '[other, staff]', 'hello'],
    ['bracketed', ['[other, staff]'], 'hello'],
    ['json', '[other, staff]', 'role_missing'],
    ['json', 'staff', 'role_missing'],
    ['bracketed', 'staff', 'role_missing'],
  ])('by parse: %j of %j', async (parse, groups, outcome) => {
    const provider = { rolesClaims: [{ path: 'groups', parse }] }
    const { answer, events } = await signIn({ groups }, {}, provider)
    expect(answer.status).toBe(303)
    const denied = events.find(({ code }) => code === 'access_denied')
    expect(denied?.detail ?? {}).toEqual(outcome === 'hello' ? {} : { reason: outcome })
    if (denied !== undefined) {
      expect(denied.explanation).toMatch(/dropped 1 × a text.*, expected /u)
      expect(denied.explanation).not.toContain('other')
    }
    const warned = events.filter(({ code }) => code === 'ambiguous_list')
    expect(warned.map(({ level }) => level)).toEqual(parse === 'bracketed' ? ['warn'] : [])
  })
})
