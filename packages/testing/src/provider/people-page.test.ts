import { afterEach, describe, expect, it } from 'vitest'
import { readJwt, type Tokens } from '../user-agent/code-flow.ts'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { closeAll, fetchTokens, roles, secret, setUp } from './provider-fixture.ts'
import type { ProviderOptions } from './provider-options.ts'

afterEach(closeAll)

async function setUpSession(options: ProviderOptions = {}) {
  const up = await setUp({ refreshTokens: 'always', ...options })
  let { refresh_token: token = '' } = await fetchTokens(up, up.agent, 'ada')
  const refreshRoles = async () => {
    const form = { ...secret.form, grant_type: 'refresh_token', refresh_token: token }
    const tokens = (await (await up.flow.exchange('', { form })).json()) as Tokens
    token = tokens.refresh_token ?? ''
    return readJwt(tokens.id_token).claims[roles]
  }
  const visitor = createUserAgent()
  const press = async (button: string) =>
    visitor.submitForm(await visitor.get(up.provider.peopleUrl), { press: button })
  return { ...up, press, refreshRoles, visitor }
}

describe('the page of people', () => {
  it('takes a role away until the next refresh, and gives it back', async () => {
    const { press, provider, refreshRoles } = await setUpSession()
    expect(await refreshRoles()).toEqual(['admins'])
    const page = await press('admins from Ada')
    expect([page.status, page.url]).toEqual([200, `${provider.peopleUrl}#ada`])
    expect(page.text).toContain('<del>admins</del>')
    expect(await refreshRoles()).toEqual([])
    expect((await press('admins to Ada')).text).not.toContain('<del>')
    expect(await refreshRoles()).toEqual(['admins'])
  })

  it('shows what a person has whose claims are replaced, and nothing of what was taken away before', async () => {
    const { press, provider, refreshRoles, visitor } = await setUpSession()
    await press('admins from Ada')
    provider.setPerson('ada', { name: 'Ada', claims: { [roles]: ['admins', 'auditors'] } })
    const { text } = await visitor.get(provider.peopleUrl)
    expect(text).toContain('auditors')
    expect(text).not.toContain('<del>')
    expect(await refreshRoles()).toEqual(['admins', 'auditors'])
  })

  it('is linked from the page on which a person is chosen, and stands below the path of the issuer', async () => {
    const { flow, provider, visitor } = await setUpSession({
      preset: 'keycloak',
      people: { ada: { name: 'Ada', roles: ['admins'] } },
    })
    expect(provider.peopleUrl).toBe(`${provider.issuerUrl}/people`)
    const { text } = await visitor.get(flow.authorizationUrl())
    expect(text).toContain(`href="${provider.peopleUrl}"`)
    expect((await visitor.get(provider.peopleUrl)).text).toContain('admins from Ada')
  })

  it('escapes names, claims and their texts', async () => {
    const hostile = `"'><script>alert(1)</script>`
    const { provider, visitor } = await setUpSession({
      people: {
        ada: { name: 'Ada' },
        [hostile]: { name: hostile, description: hostile, claims: { [hostile]: [hostile] } },
      },
    })
    const { text } = await visitor.get(provider.peopleUrl)
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toContain('<script')
  })

  it.each([
    ['a person who does not exist', { person: '__proto__', take: '["roles","admins"]' }],
    ['a text that the person never had', { person: 'ada', give: '["roles","root"]' }],
    ['a form without a choice', { person: 'ada' }],
    ['an empty form', {}],
  ])('refuses %s', async (_, form) => {
    const { provider, refreshRoles, visitor } = await setUpSession()
    await visitor.get(provider.peopleUrl)
    expect((await visitor.post(provider.peopleUrl, form)).status).toBe(400)
    expect(await refreshRoles()).toEqual(['admins'])
  })

  it.each(['https://evil.example', 'null', 'http://localhost:1'])('refuses a form of %s', async (origin) => {
    const { provider, refreshRoles, visitor } = await setUpSession()
    const take = JSON.stringify(['claims', roles, 'admins'])
    const page = await visitor.post(provider.peopleUrl, { person: 'ada', take }, { headers: { origin } })
    expect(page.status).toBe(403)
    expect(await refreshRoles()).toEqual(['admins'])
  })
})

describe('accessTokenSeconds', () => {
  it.each(['jwt', 'opaque'] as const)('asks a function at each token, %s', async (accessTokenFormat) => {
    let seconds = 5
    const up = await setUp({ accessTokenFormat, accessTokenSeconds: () => seconds })
    expect(await fetchTokens(up, up.agent, 'ada')).toMatchObject({ expires_in: 5 })
    seconds = 500
    expect(await fetchTokens(up, up.agent, 'ada')).toMatchObject({ expires_in: 500 })
  })
})
