import { createUserAgent, signIn, type AgentResponse, type UserAgent } from '@x/oidc-testing'
import { expect } from 'vitest'

/** Signs a person in at a page that asks for it, in a browser of its own. */
export async function openAs(
  person: string,
  url: string,
): Promise<{ agent: UserAgent; page: AgentResponse }> {
  const agent = createUserAgent()
  const page = await signIn(agent, url, person)
  return { agent, page }
}

/** Signs out as a person does: by the link of the home page, and the button of the page behind it. */
export async function signOutHere(agent: UserAgent, origin: string): Promise<void> {
  await agent.submitForm(await agent.get(`${origin}/logout`))
}

/** Asks as a script does, which follows no redirect. */
export function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, { redirect: 'manual', headers: { accept: 'application/json', ...headers } })
}

/** Signs an administrator in at a redirect URI that was registered before the move, and opens every page. */
export async function checkAdministrator(origin: string, redirectPath: string): Promise<void> {
  const { agent, page } = await openAs('ada', `${origin}/me`)
  expect(page.text).toBe('{"name":"Ada Lovelace"}')
  expect(page.chain.some(({ url }) => url.startsWith(`${origin}${redirectPath}?`))).toBe(true)
  expect((await agent.get(`${origin}/`)).text).toContain('Hello, Ada Lovelace.')
  expect((await agent.get(`${origin}/admin`)).text).toBe('For administrators')
}
