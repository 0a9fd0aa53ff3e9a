import { redirectUri, startCodeFlow, type Tokens } from '../user-agent/code-flow.ts'
import { createUserAgent, type UserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import type { ProviderOptions } from './provider-options.ts'
import { startProvider } from './start-provider.ts'

export const roles = 'https://example.com/roles'
const options: ProviderOptions = {
  people: {
    ada: {
      name: 'Ada <Lovelace>',
      description: 'administrator',
      claims: { email: 'ada@example.com', [roles]: ['admins'], realm_access: { roles: ['staff'] } },
    },
    bob: { name: 'Bob', subject: '0002', claims: {} },
  },
  clients: [
    {
      clientId: 'app',
      clientSecret: 'a secret: +%',
      redirectUris: [redirectUri],
      postLogoutRedirectUris: ['http://localhost:9/logout/done'],
      tokenEndpointAuthMethod: 'client_secret_post',
    },
  ],
}
export const secret = { form: { client_secret: 'a secret: +%' } }
export const stop = { stopBefore: redirectUri }

const running: { close(): Promise<void> }[] = []
export async function closeAll(): Promise<void> {
  for (const each of running.splice(0)) await each.close()
}

/** Starts a provider with two people and one client, and a browser. */
export async function setUp(more: ProviderOptions = {}, clientId = 'app') {
  const provider = await startProvider({ ...options, ...more })
  running.push(provider)
  return { provider, flow: await startCodeFlow(provider.issuerUrl, clientId), agent: createUserAgent() }
}
type SetUp = Awaited<ReturnType<typeof setUp>>

/** Signs `person` in and redeems the code. */
export async function fetchTokens(
  { flow }: SetUp,
  agent: UserAgent,
  person: string,
  params: Record<string, string> = {},
): Promise<Tokens> {
  const end = await signIn(agent, flow.authorizationUrl(params), person, stop)
  const answer = await flow.exchange(flow.resolveCallback(end).get('code') ?? '', secret)
  if (!answer.ok) throw new Error(`the token endpoint answered ${answer.status}`)
  return (await answer.json()) as Tokens
}
