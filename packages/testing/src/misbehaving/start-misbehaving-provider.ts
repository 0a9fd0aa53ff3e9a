import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { signJws } from '../keys/sign-jws.ts'
import type { SigningKey } from '../keys/signing-key.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'
import { readBody } from '../server/read-body.ts'
import { answerAuthorization } from './authorization-endpoint.ts'
import { createIssued } from './issued.ts'
import type { Authorization } from './issued.ts'
import { answerIntrospection } from './introspection-endpoint.ts'
import { createKeyRing } from './key-ring.ts'
import { buildMetadata, endpointPaths } from './metadata.ts'
import type { MisbehavingOptions, MisbehavingProvider } from './misbehaving-provider.ts'
import { answerRevocation } from './revocation-endpoint.ts'
import { sendAnswer } from './send-answer.ts'
import { answerJson, answerToken } from './token-endpoint.ts'
import type { Endpoint, JsonRecord, ProviderAnswer, ProviderRequest, Twists } from './twists.ts'

/** Starts a provider for hostile tests. */
export async function startMisbehavingProvider(
  options: MisbehavingOptions = {},
): Promise<MisbehavingProvider> {
  const { accessTokenClaims = [], clients, path: mountPath = '', signingAlgs = ['RS256'] } = options
  const now = options.now ?? (() => Math.floor(Date.now() / 1000))
  const server = await startLoopbackServer(options.host ?? 'localhost', options.port ?? 0)
  const issuer = server.origin + mountPath
  const ring = await createKeyRing(signingAlgs)
  const codes = createIssued<Authorization>()
  const refreshTokens = createIssued<Authorization>()
  const accessTokens = createIssued<Authorization>()
  const opaqueTokens = createIssued<JsonRecord>()
  const closing = new AbortController()
  let claims: JsonRecord = { ...(options.claims ?? { sub: 'ada', name: 'Ada' }) }
  let twists: Twists = {}
  let rotatesBeforeSigning = false

  async function resolveKey(): Promise<SigningKey> {
    const wanted = twists.signingKey
    if (wanted === 'unpublished') return ring.resolveUnpublished(signingAlgs[0])
    return ring.resolve(wanted ?? signingAlgs[0])
  }

  async function resolveKeyForToken(): Promise<SigningKey> {
    if (rotatesBeforeSigning) {
      rotatesBeforeSigning = false
      await ring.rotate()
    }
    return resolveKey()
  }

  function answerUserinfo({ headers }: ProviderRequest): ProviderAnswer {
    const token = /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
    const granted = opaqueTokens.find(token) ?? accessTokens.find(token)?.claims
    if (!granted) return { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }
    return answerJson(twists.userinfo?.({ ...granted }) ?? granted)
  }

  const endpoints: Readonly<
    Record<Endpoint, (request: ProviderRequest) => ProviderAnswer | Promise<ProviderAnswer>>
  > = {
    discovery: () => {
      const metadata = buildMetadata(issuer)
      return answerJson(twists.metadata?.(metadata) ?? metadata)
    },
    jwks: async () => {
      await resolveKey()
      const jwks = ring.published()
      return answerJson(twists.jwks?.({ keys: jwks.keys.map((key) => ({ ...key })) }) ?? jwks)
    },
    authorization: ({ method, query, body }) => {
      const params = method === 'POST' ? new URLSearchParams(body) : query
      return answerAuthorization({ params, issuer, claims, now: now(), codes, twists })
    },
    token: ({ headers, body }) => {
      const form = new URLSearchParams(body)
      const stores = { codes, refreshTokens, accessTokens }
      return answerToken({
        ...{ headers, form, issuer, clients, accessTokenClaims, now: now(), twists, ...stores },
        resolveKey: resolveKeyForToken,
      })
    },
    userinfo: answerUserinfo,
    introspection: ({ headers, body }) => {
      const form = new URLSearchParams(body)
      return answerIntrospection({ headers, form, clients, twists, find: opaqueTokens.find })
    },
    revocation: ({ headers, body }) => {
      const revoke = (token: string): void => {
        for (const issued of [refreshTokens, accessTokens, opaqueTokens]) issued.take(token)
      }
      return answerRevocation({ headers, form: new URLSearchParams(body), clients, revoke })
    },
    end_session: ({ method, query, body }) => {
      const params = method === 'POST' ? new URLSearchParams(body) : query
      const back = params.get('post_logout_redirect_uri')
      if (back === null) return { body: 'signed out' }
      const target = new URL(back)
      const state = params.get('state')
      if (state !== null) target.searchParams.set('state', state)
      return { status: 302, headers: { location: target.href } }
    },
  }

  async function answer(request: ProviderRequest): Promise<ProviderAnswer | 'reset' | 'hang'> {
    const forced = await twists.respond?.(request)
    if (forced) return forced
    const [endpoint] = Object.entries(endpointPaths).find(([, path]) => path === request.path) ?? []
    if (endpoint === undefined) return { status: 404 }
    const delay = twists.delaySeconds?.[endpoint as Endpoint]
    if (delay !== undefined) await sleep(delay * 1000, undefined, { signal: closing.signal })
    return endpoints[endpoint as Endpoint](request)
  }

  server.serve(async (incoming: IncomingMessage, response: ServerResponse) => {
    const url = new URL(incoming.url ?? '/', server.origin)
    const request: ProviderRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname.startsWith(mountPath) ? url.pathname.slice(mountPath.length) : '',
      query: url.searchParams,
      headers: incoming.headers,
      body: await readBody(incoming),
    }
    const answered = await answer(request)
    if (answered === 'reset') response.destroy()
    else if (answered !== 'hang') await sendAnswer(response, answered)
  })

  return {
    issuerUrl: issuer,
    requests: server.requests,
    twist: (more) => {
      twists = { ...twists, ...more }
    },
    behave: () => {
      twists = {}
      rotatesBeforeSigning = false
    },
    setClaims: (next) => {
      claims = { ...next }
    },
    rotateKeys: async (when = 'now') => {
      if (when === 'now') await ring.rotate()
      else rotatesBeforeSigning = true
    },
    signingKey: () => ring.resolve(signingAlgs[0]),
    signJwt: async (payload, header) => {
      const key = await resolveKey()
      return signJws({ header: { alg: key.alg, kid: key.kid, ...header }, payload, key })
    },
    issueAccessToken: (granted) => opaqueTokens.issue({ ...granted }),
    publishedKeys: () => ring.published(),
    goDown: server.goDown,
    comeBack: server.comeBack,
    close: async () => {
      closing.abort()
      await server.close()
      ring.close()
    },
  }
}
