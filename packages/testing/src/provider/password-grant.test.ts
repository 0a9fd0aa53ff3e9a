import { afterEach, describe, expect, it } from 'vitest'
import { readJwt } from '../user-agent/code-flow.ts'
import { closeAll, secret, setUp } from './provider-fixture.ts'

afterEach(closeAll)

const people = {
  ada: { name: 'Ada', password: 'right', claims: { groups: ['staff'] } },
  bob: { name: 'Bob' },
}
const otherApi = 'https://other.example.com'

async function ask(form: Readonly<Record<string, string>>, options = {}) {
  const { flow, provider } = await setUp({ people, ...options })
  const answer = await flow.exchange('', { form: { ...secret.form, grant_type: 'password', ...form } })
  return { status: answer.status, ...((await answer.json()) as { access_token: string }), provider }
}

describe('the password grant', () => {
  it.each([
    { username: 'ada', password: 'wrong' },
    { username: 'bob', password: '' },
    { username: 'guest', password: 'right' },
    { username: 'ada' },
  ])('gives nothing for %j', async (form) => {
    expect(await ask(form)).toMatchObject({ status: 400, error: 'invalid_grant' })
  })

  it('issues a token for the requested API, otherwise for the audience of the provider', async () => {
    const form = { username: 'ada', password: 'right' }
    const claims = async (more = {}) => readJwt((await ask({ ...form, ...more })).access_token).claims
    expect(await claims()).toMatchObject({ sub: 'ada', aud: 'https://api.example.com', groups: ['staff'] })
    expect(await claims({ resource: otherApi })).toMatchObject({ sub: 'ada', aud: otherApi })
  })

  it('issues an opaque token for an API in opaqueAudiences, and introspection names the API', async () => {
    const form = { username: 'ada', password: 'right', resource: otherApi }
    const { access_token: token, provider } = await ask(form, { opaqueAudiences: [otherApi] })
    expect(token).not.toContain('.')
    const introspection = await fetch(`${provider.issuerUrl}/token/introspection`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'app', ...secret.form, token }),
    })
    expect(await introspection.json()).toMatchObject({
      active: true,
      sub: 'ada',
      aud: otherApi,
      groups: ['staff'],
    })
  })
})
