import { createUserAgent, isSignInPage, choosePerson } from '@x/oidc-testing'

/** Cookies that end sooner belong to the sign-in itself, and a browser that comes later does not send them. */
const shortestMilliseconds = 60_000

/**
 * Signs a person in at a server, through the provider and back, and answers the `Cookie` header of the browser that did.
 * @throws Error when the sign-in does not end on a page that says who it is
 */
export async function collectCookies(startUrl: string, person: string, expected: string): Promise<string> {
  const agent = createUserAgent()
  const page = await agent.get(startUrl)
  // A library's own page in front of the provider's: its first button leads there.
  const signInPage = isSignInPage(page) ? page : await agent.submitForm(page)
  const { url, status } = await choosePerson(agent, signInPage, person)
  const home = await agent.get(new URL('/', startUrl).href)
  if (!home.text.includes(expected))
    throw new Error(
      `A sign-in at ${startUrl} ended at ${url} (${status}), and then: ${home.status} ${home.text}`,
    )
  return agent
    .cookies(new URL('/', startUrl).href)
    .filter((cookie) => cookie.TTL() > shortestMilliseconds)
    .map((cookie) => cookie.cookieString())
    .join('; ')
}
