import { OidcError, type Claims } from '@x/oidc-core'
import { createSharedWork } from '../sharing/create-shared-work.ts'
import type { EngineContext } from '../engine-context.ts'
import { findClient } from '../provider/find-client.ts'
import type { TokenSource } from './bearer-plan.ts'
import { createTokenMemory } from './token-memory.ts'

/** Asks the provider about a token: undefined when it is worth nothing. @throws OidcError when it cannot be asked */
export type TokenLookup = (source: TokenSource, token: string, key: string) => Promise<Claims | undefined>

/** Worthless tokens that are remembered. They have room of their own, so that a flood of them drives no good one out. */
const entries = 1000

/** Whoever comes while this many tokens are being looked up is told to come again. */
const mostUnderWay = 1000

/** Creates what looks tokens up: one request at a time for one token, none for one that was worthless a moment ago. */
export function createTokenLookup(context: EngineContext, rememberSeconds: number): TokenLookup {
  const { clients, config, ports } = context
  const worthless = createTokenMemory<true>(entries)
  const shared = createSharedWork<Claims | undefined>()

  async function ask(source: TokenSource, token: string, key: string): Promise<Claims | undefined> {
    const client = findClient(clients, source.provider.providerId)
    const wish = { now: ports.now, clockSkewSeconds: config.clockSkewSeconds }
    const answer =
      source.lookup === 'userinfo'
        ? await client.lookUpUserinfo(token)
        : await client.introspect(token, { ...wish, signed: source.lookup === 'signed_introspection' })
    const at = ports.now()
    if (answer === undefined) worthless.write(key, true, { at, until: at + rememberSeconds })
    return answer
  }

  return async (source, token, key) => {
    if (worthless.read(key, ports.now()) === true) return undefined
    const { providerId } = source.provider
    if (shared.count() >= mostUnderWay) {
      const message = `Too many tokens of provider ${providerId} are being looked up.`
      throw new OidcError('token_unverifiable', message, { providerId, why: 'too_many_lookups' })
    }
    return shared.run(
      key,
      () => ask(source, token, key),
      (seconds) => {
        const operation = source.lookup === 'userinfo' ? 'userinfo' : 'introspection'
        const why = `no answer to other requests within ${seconds} seconds`
        const message = `The ${operation} request to provider ${providerId} failed: ${why}.`
        return new OidcError('provider_unavailable', message, { providerId, operation, why })
      },
    )
  }
}
