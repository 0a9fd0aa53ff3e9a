import { afterEach, expect, it } from 'vitest'
import { startLoopbackServer } from '../server/loopback-server.ts'
import { readJwt, redirectUri } from '../user-agent/code-flow.ts'
import { closeAll, fetchTokens, secret, setUp } from './provider-fixture.ts'

afterEach(closeAll)

/** Starts an application that receives logout tokens, and signs a person in there. */
async function signIn(status = 200) {
  const received: string[] = []
  const application = await startLoopbackServer('localhost', 0)
  application.serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token') ?? '')
    response.writeHead(status).end()
  })
  const client = {
    ...{ clientId: 'app', clientSecret: secret.form.client_secret, redirectUris: [redirectUri] },
    tokenEndpointAuthMethod: 'client_secret_post',
    backChannelLogoutUri: `${application.origin}/logout`,
  } as const
  const up = await setUp({ clients: [client] })
  const { claims } = readJwt((await fetchTokens(up, up.agent, 'ada')).id_token)
  return { ...up, received, claims, close: () => application.close() }
}

it.each(['endSessions', 'disablePerson'] as const)(
  'sends a logout token for the session at %s',
  async (end) => {
    const { claims, close, provider, received } = await signIn()
    expect(claims['sid']).toBeTypeOf('string')
    await provider[end]('ada')
    const tokens = received.map((token) => readJwt(token).claims)
    expect(tokens).toMatchObject([
      {
        ...{ iss: claims['iss'], aud: claims['aud'], sub: claims['sub'], sid: claims['sid'] },
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      },
    ])
    await close()
  },
)

it('sends none for another person, and none to a client without an address', async () => {
  const { close, provider, received } = await signIn()
  await provider.endSessions('bob')
  expect(received).toEqual([])
  await close()
})

it('ends the session also where the application refuses the token', async () => {
  const { close, provider, received } = await signIn(400)
  await provider.endSessions('ada')
  await provider.endSessions('ada')
  expect(received).toHaveLength(1)
  await close()
})
