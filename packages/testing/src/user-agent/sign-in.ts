import type { AgentResponse, NavigationOptions, UserAgent } from './create-user-agent.ts'
import { parseHtmlForms } from './html-form.ts'

/** Whether a page is the embedded provider's sign-in page. */
export function isSignInPage({ text }: AgentResponse): boolean {
  return parseHtmlForms(text).some(({ buttons }) => buttons.some(({ name }) => name === 'person'))
}

/** Presses the button of `person`, a key of `people`, and follows all redirects. */
export async function choosePerson(
  agent: UserAgent,
  page: AgentResponse,
  person: string,
  options: NavigationOptions = {},
): Promise<AgentResponse> {
  const offered = parseHtmlForms(page.text).flatMap(({ buttons }) => buttons)
  if (!offered.some(({ name, value }) => name === 'person' && value === person)) {
    throw new Error(`no button for the person ${person} on ${page.url} (status ${page.status})`)
  }
  const end = await agent.submitForm(page, { fields: { person } }, options)
  return { ...end, chain: [...page.chain, ...end.chain] }
}

/**
 * Opens a page that redirects to the embedded provider, signs in there as `person`, a key of `people`, and follows all redirects.
 * If the person is already signed in at the provider, the provider shows no page.
 */
export async function signIn(
  agent: UserAgent,
  startUrl: string,
  person: string,
  options: NavigationOptions = {},
): Promise<AgentResponse> {
  const page = await agent.get(startUrl, options)
  return isSignInPage(page) ? choosePerson(agent, page, person, options) : page
}
