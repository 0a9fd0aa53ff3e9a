import { decideAccess, isOidcError, OidcError, parseJson, type Claims, type Decision } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import type { GatheredClaims } from '../provider/gather-claims.ts'
import { runWithin } from '../sharing/run-within.ts'
import type { CompleteClaims } from './complete-claims.ts'
import { createResolverFetch } from './create-resolver-fetch.ts'
import { mergeCompleted, type CompletedSignIn } from './merge-completed.ts'

const deadlineSeconds = 10

/**
 * Decides, and where claims are incomplete has them completed and decides once more. Whoever is denied for a reason that
 * completing cannot lift is denied without it.
 * @throws OidcError `claims_completion_failed`
 */
export async function decideCompletely(
  provider: CompletedSignIn['provider'],
  { sources, accessToken }: Pick<GatheredClaims, 'sources' | 'accessToken'>,
  completeClaims: CompleteClaims | undefined,
  fetch: Ports['fetch'],
): Promise<Decision> {
  const decision = decideAccess(provider, sources)
  if (completeClaims === undefined || decision.reason !== 'claims_incomplete') return decision
  const { providerId, issuerUrl } = provider
  const outcome = await runWithin(deadlineSeconds, async (signal) =>
    copyClaims(
      await completeClaims({
        providerId,
        issuer: issuerUrl,
        claims: structuredClone(sources.idToken),
        accessToken,
        fetch: createResolverFetch(fetch, readHosts(completeClaims), signal),
        signal,
      }),
    ),
  )
  if (!outcome.ok) {
    const why = outcome.isLate ? `no answer within ${deadlineSeconds} seconds` : describe(outcome.cause)
    throw new OidcError(
      'claims_completion_failed',
      `The incomplete claims of a sign-in at ${providerId} were not completed: ${why}.`,
      { providerId, why },
      outcome.cause,
    )
  }
  if (outcome.value === undefined) return decision
  const completed = mergeCompleted({ provider, sources }, decision.trace, outcome.value)
  return decideAccess(completed.provider, completed.sources)
}

/** The own list of the function: what every function inherits lists no host. */
function readHosts(completeClaims: CompleteClaims): readonly string[] {
  return Object.hasOwn(completeClaims, 'hosts') ? (completeClaims.hosts ?? []) : []
}

/** What a foreign function throws may quote anything; an error of ours is made to be read. */
function describe(cause: unknown): string {
  return isOidcError(cause, 'claims_completion_failed') ? cause.detail.why : 'completeClaims failed'
}

/** Plain JSON out of whatever it is, read once. */
function copyClaims(result: unknown): Claims | undefined {
  if (result === undefined) return undefined
  const text = JSON.stringify(result) as string | undefined
  const copy: unknown = text === undefined ? undefined : parseJson(text)
  if (typeof copy === 'object' && copy !== null && !Array.isArray(copy)) return copy as Claims
  throw new TypeError('completeClaims gave no object')
}
