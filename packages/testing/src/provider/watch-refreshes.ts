import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { loadOidcProvider } from './load-oidc-provider.ts'

/** The requests with a refresh token that the provider answered. */
export interface RefreshCounts {
  /** How many got new tokens. */
  readonly succeeded: number
  /** How many sent a refresh token that had been used before. */
  readonly reused: number
}

/** The refresh tokens of one embedded provider. They outlive the `Provider` instance, which is replaced when keys rotate. */
export interface RefreshWatch {
  readonly counts: RefreshCounts
  /** Makes each refresh token of this instance usable once, and counts the requests. */
  watch(provider: Provider, errors: Awaited<ReturnType<typeof loadOidcProvider>>['errors']): void
  /** Delays the responses of the token endpoint until the promise resolves. */
  delay(wait: (() => Promise<unknown>) | undefined): void
}

interface RefreshTokenPrototype {
  readonly jti: string
  readonly grantId: string
  consume(this: RefreshTokenPrototype): Promise<void>
}

const limit = 100_000

export function createRefreshWatch(): RefreshWatch {
  const counts = { succeeded: 0, reused: 0 }
  const used = new Set<string>()
  let wait: (() => Promise<unknown>) | undefined

  function use(token: string): void {
    used.add(token)
    for (const oldest of used) {
      if (used.size <= limit) break
      used.delete(oldest)
    }
  }

  function count({ oidc, status }: KoaContextWithOIDC): void {
    const { grant_type: grant, refresh_token: token } = oidc.params ?? {}
    if (grant !== 'refresh_token') return
    if (status === 200) counts.succeeded += 1
    else if (typeof token === 'string' && used.has(token)) counts.reused += 1
  }

  return {
    counts,
    delay: (next) => {
      wait = next
    },
    watch: (provider, errors) => {
      provider.use(async (ctx, next) => {
        await next()
        // `oidc-provider` creates its context only for a request that has a route.
        const { oidc } = ctx as Partial<Pick<KoaContextWithOIDC, 'oidc'>>
        if (oidc?.route !== 'token') return
        count(ctx as KoaContextWithOIDC)
        await wait?.()
      })
      const prototype = provider.RefreshToken.prototype as unknown as RefreshTokenPrototype
      const { consume } = prototype
      prototype.consume = async function (this: RefreshTokenPrototype) {
        // `oidc-provider` reads a token and consumes it later, so that two requests at the same time could both succeed.
        if (used.has(this.jti)) {
          await (await provider.Grant.find(this.grantId))?.destroy()
          throw new errors.InvalidGrant('refresh token already used')
        }
        use(this.jti)
        await consume.call(this)
      }
    },
  }
}
