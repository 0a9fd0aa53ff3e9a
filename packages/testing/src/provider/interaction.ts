import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InteractionResults, Provider } from 'oidc-provider'
import { renderErrorPage } from './pages/error-page.ts'
import { pageHeaders } from './pages/page.ts'
import { renderSignInPage } from './pages/sign-in-page.ts'
import { readBody } from '../server/read-body.ts'
import { findPerson, subjectOf } from './account-claims.ts'
import type { People } from './provider-options.ts'

export interface Interactions {
  readonly provider: Provider
  readonly people: People
  readonly mountPath: string
  readonly peopleUrl: string
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

// Without this, `oidc-provider` first shows its logout confirmation, a form that needs scripts.
async function forgetOtherAccount(provider: Provider, exchange: Exchange, subject: string): Promise<void> {
  const session = await provider.Session.get(provider.createContext(exchange.request, exchange.response))
  if (session.accountId === undefined || session.accountId === subject) return
  session.accountId = undefined
  session.authorizations = undefined
  await session.persist()
}

async function readChoice(people: People, request: IncomingMessage): Promise<InteractionResults | undefined> {
  const form = new URLSearchParams(await readBody(request))
  if (form.has('cancel')) return { error: 'access_denied', error_description: 'the person cancelled' }
  const key = form.get('person') ?? ''
  const person = Object.hasOwn(people, key) ? people[key] : undefined
  return person && { login: { accountId: subjectOf(key, person) }, select_account: {} }
}

/** Answers `/interaction/{uid}`: shows the sign-in page, or processes the choice that the person made there. */
export async function answerInteraction(interactions: Interactions, exchange: Exchange): Promise<void> {
  const { provider, people, mountPath, peopleUrl } = interactions
  const { request, response } = exchange
  let details: Awaited<ReturnType<Provider['interactionDetails']>>
  try {
    details = await provider.interactionDetails(request, response)
  } catch {
    // The request has no cookie or an old one: the person reloaded the page, or opened it in another browser.
    const gone = renderErrorPage({
      error: 'invalid_request',
      error_description: 'this sign-in is over; start again',
    })
    response.writeHead(400, pageHeaders).end(gone)
    return
  }
  const result = details.prompt.name === 'consent' ? { consent: {} } : await readChoice(people, request)
  if (result) {
    const location = await provider.interactionResult(request, response, result)
    if (result.login) await forgetOtherAccount(provider, exchange, result.login.accountId)
    response.writeHead(303, { location }).end()
    return
  }
  const page = renderSignInPage({
    people,
    action: `${mountPath}/interaction/${details.uid}`,
    peopleUrl,
    clientId: String(details.params['client_id']),
    current: details.session && findPerson(people, details.session.accountId)?.[0],
  })
  response.writeHead(200, pageHeaders).end(page)
}
