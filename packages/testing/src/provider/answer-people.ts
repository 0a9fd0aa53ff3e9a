import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from '../server/read-body.ts'
import { renderErrorPage } from './pages/error-page.ts'
import { pageHeaders } from './pages/page.ts'
import { renderPeoplePage } from './pages/people-page.ts'
import type { PeopleRegistry } from './people-registry.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Answers the page on which people lose roles, groups and other texts of their claims, and get them back. */
export async function answerPeople(
  { registry, url }: { readonly registry: PeopleRegistry; readonly url: string },
  { request, response }: Exchange,
): Promise<void> {
  const refuse = (status: number, reason: string): void => {
    const page = renderErrorPage({ error: 'invalid_request', error_description: reason })
    response.writeHead(status, pageHeaders).end(page)
  }
  if (request.method !== 'POST') {
    const people = Object.keys(registry.enabled).map((key) => ({ key, ...registry.findGiven(key) }))
    response.writeHead(200, pageHeaders).end(renderPeoplePage(people))
    return
  }
  // A page of any site can send this form, and the browser then names that site.
  const { origin = new URL(url).origin } = request.headers
  if (origin !== new URL(url).origin) {
    refuse(403, 'this form was sent by another site')
    return
  }
  const form = new URLSearchParams(await readBody(request))
  const [key, taken, given] = ['person', 'take', 'give'].map((name) => form.get(name) ?? '')
  const isMoved = registry.move(key ?? '', taken || given || '', taken ? 'taken' : 'given')
  if (!isMoved) refuse(400, 'there is no such person, or they never had this')
  else response.writeHead(303, { location: `${url}#${encodeURIComponent(key ?? '')}` }).end()
}
