import { OidcError } from '@x/oidc-core'
import { computeSha256 } from '../crypto/hash.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import { createTtlCache } from '../cache/ttl-cache.ts'
import { createSingleFlight } from '../cache/single-flight.ts'
import type { SecurityPerson } from './security-person.ts'
import type { AskedSecurity, SecurityResolver } from './security-resolver.ts'

/** The `security` of one person, for their access tokens. */
export interface CachedSecurity extends AskedSecurity {
  /** NumericDate at which it expires: one minute after the function was called. */
  readonly until: number
}

export interface CachedSecurityResolver {
  /** @throws OidcError `security_unavailable` */
  readonly resolve: (person: SecurityPerson) => MaybePromise<CachedSecurity>
}

const freshSeconds = 60

/** Maximum persons, and maximum memory of what their functions returned, in bytes. */
const maxPersons = 10_000
const maxBytes = 16 * 2 ** 20

/**
 * Creates a cache of the `security` of each person, because an API cannot read a database at every request. A value is cached for at
 * most a minute. It then expires, even if the function fails. Calls for one person at the same time share one call of the function.
 * The key has all that the function knows of the person, so no other person gets the value.
 */
export function createCachedSecurity(
  security: Pick<SecurityResolver, 'ask'>,
  ports: Pick<Ports, 'now' | 'startTimer'>,
): CachedSecurityResolver {
  const byPerson = createTtlCache<CachedSecurity>(maxPersons, maxBytes)
  const shared = createSingleFlight<CachedSecurity>({ startTimer: ports.startTimer })

  async function ask(person: SecurityPerson, key: string): Promise<CachedSecurity> {
    const at = ports.now()
    const until = at + freshSeconds
    const answer = { ...(await security.ask(person)), until }
    // A call that hung may return an older value after a newer call has returned.
    const cached = byPerson.read(key, ports.now())
    if (cached === undefined || cached.until <= until)
      byPerson.write(key, answer, { at, until, length: answer.bytes })
    return answer
  }

  return {
    resolve: (person) =>
      andThen(hashPerson(person), (key) => {
        const cached = byPerson.read(key, ports.now())
        if (cached !== undefined) return cached
        return shared.run(
          key,
          () => ask(person, key),
          (seconds) => {
            const { providerId } = person
            const why = `the call that is already running returned no value within ${seconds} seconds`
            const message = `The security of a person of provider ${providerId} cannot be looked up: ${why}.`
            return new OidcError('security_unavailable', message, { providerId, why })
          },
        )
      }),
  }
}

/** The hash bounds the key: a person may have 5,000 role keys of 1,024 characters. */
function hashPerson({ providerId, issuer, subject, name, roleKeys }: SecurityPerson): MaybePromise<string> {
  return computeSha256(JSON.stringify([providerId, issuer, subject, name, roleKeys]))
}
