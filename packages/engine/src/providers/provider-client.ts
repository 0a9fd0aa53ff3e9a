import { type Claims, OidcError, type ProviderConfig, type SignInProviderConfig } from '@x/oidc-core'
import { describeError } from '../http/describe-error.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import { createKeySet, type KeySet } from '../jwt/key-set.ts'
import { createStaleWhileRevalidate } from '../cache/stale-while-revalidate.ts'
import type { RequestTarget } from './oauth.ts'
import type { OutboundFetches } from './outbound.ts'
import type { IntrospectionOptions } from './introspection.ts'
import type { ProviderMetadata } from './discovery.ts'
import type { ApiTokenAnswer, TokenAnswer } from './grants/token-response.ts'
import type { ApiGrant } from './grants/api-token.ts'
import type { CodeGrant, TokenResponse } from './grants/authorization-code.ts'
import type { RefreshGrant } from './grants/refresh-token.ts'
import type { RevocableToken } from './revocation.ts'

/** One provider: its configuration, its cached metadata and keys, and its operations. */
export interface ProviderClient {
  readonly config: ProviderConfig
  /** Returns the metadata, without a promise if they are cached. */
  readonly metadata: () => MaybePromise<ProviderMetadata>
  readonly keys: KeySet
  readonly requestTokens: (grant: CodeGrant) => Promise<TokenResponse>
  /** Exchanges a refresh token for new tokens. The request is sent once: the provider may accept the token once only. */
  readonly refreshTokens: (grant: RefreshGrant) => Promise<TokenAnswer>
  /** Revokes a token. Returns false, without a request, if the provider has no revocation endpoint. */
  readonly revokeToken: (token: string, type: RevocableToken) => Promise<boolean>
  readonly requestApiToken: (grant: ApiGrant) => Promise<ApiTokenAnswer>
  readonly fetchUserinfo: (accessToken: string, subject: string) => Promise<Claims>
  /** Looks a foreign token up at UserInfo: undefined when the provider refuses it. */
  readonly lookUpUserinfo: (accessToken: string) => Promise<Claims | undefined>
  /** Introspects a foreign token: undefined when it is not active. */
  readonly introspect: (accessToken: string, options: IntrospectionOptions) => Promise<Claims | undefined>
  /**
   * Revalidates the cached responses that requests got while they were stale. Returns undefined if there are none. It never
   * rejects.
   */
  readonly revalidate: () => Promise<unknown> | undefined
}

/** The client of a provider where people sign in. */
export interface SignInClient extends ProviderClient {
  readonly config: SignInProviderConfig
}

const hour = 3600

/**
 * Creates the client of a provider. It sends no request before one is needed, and loads the code for requests with the first
 * one, so that applications start fast.
 */
export function createProviderClient(config: ProviderConfig, ports: Ports): ProviderClient {
  const { providerId } = config
  let outbound: Promise<OutboundFetches> | undefined
  const loadOutbound = (): Promise<OutboundFetches> =>
    (outbound ??= import('./outbound.ts').then(({ createOutboundFetch }) =>
      createOutboundFetch(ports, providerId),
    ))
  const warnOfDropped = createWarning(
    'metadata_malformed',
    (members) =>
      `The metadata of provider ${providerId} has members of the wrong type, which are ignored: ${members}. ` +
      'Set the correct values in `metadata` of the provider.',
  )
  const warnOfRefused = createWarning(
    'key_refused',
    (keys) =>
      `Provider ${providerId} publishes keys that are refused: ${keys}. ` +
      'Tokens that they sign are not accepted. Replace them at the provider.',
  )
  const cached = <Answer>(
    operation: 'metadata' | 'keys',
    freshSeconds: number,
    mustRevalidateSeconds: number,
    fetch: () => Promise<Answer>,
  ) =>
    createStaleWhileRevalidate({
      fetch,
      now: ports.now,
      startTimer: ports.startTimer,
      freshSeconds,
      mustRevalidateSeconds,
      staleIfErrorSeconds: 24 * hour,
      onFailure: (error) => {
        ports.log({
          level: 'warn',
          code: 'provider_refresh_failed',
          message: `Provider ${providerId} did not return new ${operation}. The cached copy is used. ${
            typeof error === 'string' ? error : describeError(error).message
          }`,
          providerId,
        })
      },
      buildLateError: (seconds) => {
        const why = `the request that is already running got no answer within ${seconds} seconds`
        return new OidcError(
          'provider_unavailable',
          `The ${operation} of provider ${providerId} cannot be fetched: ${why}.`,
          { providerId, operation: operation === 'keys' ? 'jwks' : 'discovery', why },
        )
      },
    })

  const metadata = cached('metadata', hour, Infinity, async () => {
    const { fetchMetadata } = await import('./discovery.ts')
    return fetchMetadata(config, (await loadOutbound())('discovery'), (members) =>
      warnOfDropped(members.join(', ')),
    )
  })
  // Even without requests for hours, a key that the provider has withdrawn must not verify anything.
  const jwks = cached('keys', hour / 6, hour, async () => {
    const { jwks_uri: jwksUri } = await metadata.get()
    const { describeRefused, fetchJwks } = await import('./jwks.ts')
    const { keys, refused } = await fetchJwks(providerId, jwksUri, (await loadOutbound())('jwks'))
    ports.emit?.({
      ...{ level: 'debug', code: 'keys_fetched', providerId },
      message: `The keys of provider ${providerId} were fetched.`,
      detail: { keys: keys.length },
    })
    warnOfRefused(describeRefused(refused))
    return { keys }
  })
  const keys = createKeySet(jwks, {
    now: ports.now,
    onBudgetEmpty: (use, retryAfterSeconds) => {
      ports.log({
        level: 'warn',
        code: 'key_budget_empty',
        message:
          `Too many tokens (${use}) named keys that provider ${providerId} does not publish. For ${retryAfterSeconds} s, they do ` +
          'not cause another fetch of its keys. Other tokens are verified as before.',
        providerId,
        detail: { use, retryAfterSeconds },
      })
    },
  })

  /** Creates a warning about the content of a provider's response. It is logged when the content changes, not at every fetch. */
  function createWarning(
    code: 'key_refused' | 'metadata_malformed',
    buildMessage: (what: string) => string,
  ): (what: string) => void {
    let known = ''
    return (what) => {
      if (what === known) return
      known = what
      if (what !== '') ports.log({ level: 'warn', code, message: buildMessage(what), providerId })
    }
  }

  const target = async (): Promise<RequestTarget> => ({
    config,
    metadata: await metadata.get(),
    outbound: await loadOutbound(),
  })

  return {
    config,
    metadata: metadata.get,
    keys,
    async requestTokens(grant) {
      const { requestTokens } = await import('./grants/authorization-code.ts')
      return requestTokens(await target(), grant)
    },
    async refreshTokens(grant) {
      const { refreshTokens } = await import('./grants/refresh-token.ts')
      return refreshTokens(await target(), grant)
    },
    async revokeToken(token, type) {
      const { revokeToken } = await import('./revocation.ts')
      return revokeToken(await target(), token, type)
    },
    async requestApiToken(grant) {
      const { requestApiToken } = await import('./grants/api-token.ts')
      return requestApiToken(await target(), grant)
    },
    async fetchUserinfo(accessToken, subject) {
      const { fetchUserinfo } = await import('./userinfo.ts')
      return fetchUserinfo(await target(), accessToken, subject)
    },
    async lookUpUserinfo(accessToken) {
      const { lookUpUserinfo } = await import('./userinfo.ts')
      return lookUpUserinfo(await target(), accessToken)
    },
    async introspect(accessToken, options) {
      const { introspectToken } = await import('./introspection.ts')
      return introspectToken({ ...(await target()), keys }, accessToken, options)
    },
    revalidate() {
      const running = [metadata.revalidate(), jwks.revalidate()].filter((each) => each !== undefined)
      return running.length === 0 ? undefined : Promise.all(running)
    },
  }
}
