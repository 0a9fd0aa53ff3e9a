import type { EngineOptions } from '@x/oidc-engine'
import type { JsonRecord } from '@x/oidc-testing'

/** How a provider answers for a token: undefined for one that is not active. */
export type TokenAnswer = (lookup: 'introspection' | 'userinfo', token: string) => JsonRecord | undefined

/**
 * Creates a `fetch` that answers for tokens without a network, since laws and floods look up a hundred thousand of them. Metadata
 * and keys come from the provider, once.
 */
export function createOfflineFetch(answer: TokenAnswer): NonNullable<EngineOptions['fetch']> {
  const documents = new Map<string, string>()

  async function serveDocument(url: string, init: RequestInit): Promise<Response> {
    const text = documents.get(url) ?? (await (await fetch(url, init)).text())
    documents.set(url, text)
    return answerJson(text)
  }

  return async (url, init) => {
    const { pathname } = new URL(url)
    if (pathname.endsWith('/introspect')) {
      const token = (init.body as URLSearchParams).get('token') ?? ''
      const claims = answer('introspection', token)
      return answerJson(
        JSON.stringify(claims === undefined ? { active: false } : { active: true, ...claims }),
      )
    }
    if (pathname.endsWith('/userinfo')) {
      const authorization = new Headers(init.headers).get('authorization') ?? ''
      const claims = answer('userinfo', authorization.replace(/^bearer /iu, ''))
      return claims === undefined ? new Response(null, { status: 401 }) : answerJson(JSON.stringify(claims))
    }
    return serveDocument(url, init)
  }
}

function answerJson(body: string): Response {
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}
