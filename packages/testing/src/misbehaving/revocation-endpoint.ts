import type { IncomingHttpHeaders } from 'node:http'
import type { ClientOptions } from '../provider/provider-options.ts'
import { authenticateClient } from './client-authentication.ts'
import { answerJson } from './token-endpoint.ts'
import type { ProviderAnswer } from './twists.ts'

/** Answers a revocation request. An unknown token is no error (RFC 7009, section 2.2). */
export function answerRevocation(request: {
  readonly headers: IncomingHttpHeaders
  readonly form: URLSearchParams
  readonly clients: readonly ClientOptions[] | undefined
  readonly revoke: (token: string) => void
}): ProviderAnswer {
  const { clients, form, headers, revoke } = request
  if (authenticateClient(clients, headers, form) === undefined)
    return answerJson({ error: 'invalid_client' }, 401)
  revoke(form.get('token') ?? '')
  return {}
}
