import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createUserAgent, type AgentResponse, type UserAgent } from '../../user-agent/create-user-agent.ts'
import type { Twists } from '../../misbehaving/twists.ts'
import { refreshPerson, type RefreshApp } from './refresh-app.ts'

/** Signs in. The access token of the sign-in lives for this many seconds, those of refreshes for an hour. */
export async function signInWithToken(
  { origin, provider }: RefreshApp,
  tokenSeconds: number,
): Promise<UserAgent> {
  const agent = createUserAgent()
  provider.behave()
  provider.twist({ tokenResponse: (response) => ({ ...response, expires_in: tokenSeconds }) })
  assert.equal((await agent.get(`${origin}/me`)).text, refreshPerson.name)
  provider.behave()
  provider.requests.clear()
  return agent
}

/** Signs in, and waits until the access token of the sign-in has expired. */
export async function signInWithExpiredToken(app: RefreshApp): Promise<UserAgent> {
  // Lifetimes below a second count as unknown.
  const agent = await signInWithToken(app, 1)
  await sleep(1050)
  return agent
}

/** Makes refreshed ID Tokens claim something else. */
export function claimAtRefresh(claims: object): Twists {
  return { refreshedIdTokenClaims: (honest) => ({ ...honest, ...claims }) }
}

/** What `GET /tokens` answers. */
export interface ShownTokens {
  readonly accessToken: string
  readonly expiresAt: number
  readonly scopes: readonly string[]
}

export function readTokens({ status, text }: AgentResponse): ShownTokens {
  assert.equal(status, 200, text)
  return JSON.parse(text) as ShownTokens
}

/** What `GET /call` answers. */
export interface ShownCall {
  readonly refused?: string
  readonly status?: number
  readonly location?: string
  readonly text?: string
}

/** Sends a request to an address with `fetchAs`. */
export async function call(agent: UserAgent, origin: string, to: string): Promise<ShownCall> {
  const answer = await agent.get(`${origin}/call?${new URLSearchParams({ to }).toString()}`)
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text) as ShownCall
}
