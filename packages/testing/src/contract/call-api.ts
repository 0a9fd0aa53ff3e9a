import assert from 'node:assert/strict'
import { createUserAgent, type AgentResponse } from '../user-agent/create-user-agent.ts'
import { obtainTokens } from '../provider/obtain-tokens.ts'
import { assertPrivate } from './assert-private.ts'
import { contractAudience, contractPeople, scriptHeaders, type ContractApp } from './contract-app.ts'

/** Another application that calls the API. */
const mobile = {
  clientId: 'mobile',
  clientSecret: 'the secret of another application',
  redirectUris: ['http://localhost:9/callback'],
}

/** Obtains an access token of a person for another application, for this API or for another API. */
export async function obtainToken(
  { origin, provider }: ContractApp,
  person: keyof typeof contractPeople,
  resource = contractAudience(origin),
): Promise<string> {
  await provider.registerClient(mobile)
  const wish = { client: mobile, person, resource }
  return (await obtainTokens(provider.issuerUrl, wish)).access_token
}

/** The name that the API shows for a token: the name in the token, otherwise its `sub`. */
export function nameCaller({ isAtKeycloak }: ContractApp, person: keyof typeof contractPeople): string {
  return isAtKeycloak === true ? contractPeople[person].name : person
}

/** Sends a token and the cookies of an agent. Without an agent, it sends no cookies. */
export function call(url: string, token?: string, agent = createUserAgent()): Promise<AgentResponse> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return agent.get(url, { headers: { ...scriptHeaders, ...authorization }, followRedirects: false })
}

export function assertRefused(
  { status, headers, text }: AgentResponse,
  expected: number,
  challenge: RegExp,
): void {
  assert.equal(status, expected)
  assert.match(headers.get('www-authenticate') ?? '', challenge)
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.equal((JSON.parse(text) as { status: number }).status, expected)
  assertPrivate(headers, String(expected))
}

/** The challenge to a request without a token: only `resource_metadata`, without `error`. */
export const firstChallenge = /^Bearer resource_metadata="([^"]+)"$/u
