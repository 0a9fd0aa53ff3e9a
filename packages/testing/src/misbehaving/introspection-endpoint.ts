import type { IncomingHttpHeaders } from 'node:http'
import type { ClientOptions } from '../provider/provider-options.ts'
import { authenticateClient } from './client-authentication.ts'
import { answerJson } from './token-endpoint.ts'
import type { JsonRecord, ProviderAnswer, Twists } from './twists.ts'

/** Answers an introspection request (RFC 7662). */
export function answerIntrospection(request: {
  readonly headers: IncomingHttpHeaders
  readonly form: URLSearchParams
  readonly clients: readonly ClientOptions[] | undefined
  readonly twists: Twists
  readonly find: (token: string) => JsonRecord | undefined
}): ProviderAnswer {
  const { clients, form, headers, twists } = request
  if (authenticateClient(clients, headers, form) === undefined)
    return answerJson({ error: 'invalid_client' }, 401)
  const granted = request.find(form.get('token') ?? '')
  const answer = granted === undefined ? { active: false } : { active: true, ...granted }
  return answerJson(twists.introspection?.(answer) ?? answer)
}
