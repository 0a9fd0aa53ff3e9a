import {
  type ClaimRef,
  type Claims,
  type ClaimSource,
  findPerson,
  type FoundPerson,
  isOidcError,
  type JsonValue,
  listNameClaims,
  OidcError,
  parseJson,
  type ProviderConfig,
  type SignInSources,
  withoutPrototype,
} from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import type { ExchangedCode } from '../providers/sign-in-claims.ts'
import { withTimeout } from '../cache/timeout.ts'
import { type CompleteClaims, createResolverFetch } from './complete-claims.ts'

const timeoutSeconds = 10

/**
 * Finds the person of a sign-in in the claims. If claims are incomplete, it completes them and reads them again. If another reason,
 * which complete claims cannot change, denies access first, the claims stay incomplete.
 * @throws OidcError `claims_completion_failed`
 */
export async function findCompletePerson(
  provider: CompletedSignIn['provider'],
  { sources, accessToken }: Pick<ExchangedCode, 'sources' | 'accessToken'>,
  completeClaims: CompleteClaims | undefined,
  ports: Pick<Ports, 'fetch' | 'startTimer'>,
): Promise<FoundPerson> {
  const found = findPerson(provider, sources)
  if (completeClaims === undefined || found.denials[0] !== 'claims_incomplete') return found
  const { providerId, issuerUrl } = provider
  const failed = (why: string, cause?: unknown): OidcError =>
    new OidcError(
      'claims_completion_failed',
      `The incomplete claims of a sign-in at ${providerId} were not completed: ${why}.`,
      { providerId, why },
      cause,
    )
  if (accessToken === undefined) throw failed('the provider gave no access token')
  const outcome = await withTimeout(ports.startTimer, timeoutSeconds, async (signal) =>
    copyClaims(
      await completeClaims({
        providerId,
        issuer: issuerUrl,
        claims: structuredClone(sources.idToken),
        accessToken,
        fetch: createResolverFetch(ports.fetch, readHosts(completeClaims), signal),
        signal,
      }),
    ),
  )
  if (!outcome.ok) {
    const why = outcome.isLate ? `no answer within ${timeoutSeconds} seconds` : describe(outcome.cause)
    throw failed(why, outcome.cause)
  }
  if (outcome.value === undefined) return found
  const completed = mergeCompleted({ provider, sources }, found.rules, outcome.value)
  return findPerson(completed.provider, completed.sources)
}

/** Reads the function's own list of hosts: an inherited one does not count. */
function readHosts(completeClaims: CompleteClaims): readonly string[] {
  return Object.hasOwn(completeClaims, 'hosts') ? (completeClaims.hosts ?? []) : []
}

/** The message of a foreign error may quote a secret. The messages of our own errors are safe. */
function describe(cause: unknown): string {
  return isOidcError(cause, 'claims_completion_failed') ? cause.detail.why : 'completeClaims failed'
}

/** Copies any value as plain JSON, and reads it once. */
function copyClaims(result: unknown): Claims | undefined {
  if (result === undefined) return undefined
  const text = JSON.stringify(result) as string | undefined
  const copy: unknown = text === undefined ? undefined : parseJson(text)
  if (typeof copy === 'object' && copy !== null && !Array.isArray(copy)) return copy as Claims
  throw new TypeError('completeClaims did not return an object')
}

/** A provider and claims that are read again. */
interface CompletedSignIn {
  readonly provider: ProviderConfig
  readonly sources: SignInSources
}

/**
 * Replaces each claim that a rule found incomplete by the completed one. It also removes the marks of an incomplete claim: the
 * members with which the provider reports it, and `truncatesAt` of the rule. A completed list is not text, so `parse` is removed
 * as well. Other members of the result are ignored, so that they cannot change the identity of the person.
 */
function mergeCompleted(
  { provider, sources }: CompletedSignIn,
  rules: FoundPerson['rules'],
  result: Claims,
): CompletedSignIn {
  const identity = ['sub', 'email_verified', ...listNameClaims(provider.nameClaim).map(headOf)]
  const incomplete = rules.filter(({ outcome }) => outcome === 'incomplete').map(({ rule }) => rule)
  const completed = [...new Set(incomplete.map(({ path }) => headOf(path)))].filter(
    // `null` means unknown. It does not mean that the person has no groups.
    (name) => !identity.includes(name) && Object.hasOwn(result, name) && result[name] !== null,
  )
  /** The merged view reads the ID Token and UserInfo, and takes the value of the first. */
  const isReplaced = (name: string, source: ClaimSource): boolean =>
    completed.includes(name) &&
    incomplete.some(
      ({ path, from }) =>
        headOf(path) === name && (from === source || (from === undefined && source !== 'accessToken')),
    )
  const listReplaced = (source: ClaimSource): readonly string[] =>
    completed.filter((name) => isReplaced(name, source))
  const replaceIn = (claims: Claims, source: ClaimSource): Claims =>
    listReplaced(source).reduce((layer, name) => replaceClaim(layer, name, result[name] as JsonValue), claims)
  /** This also applies to a rule that found the claim complete: it reads the completed claim, too. */
  const readsReplaced = ({ path, from }: ProviderConfig['rolesClaims'][number]): boolean =>
    (from === undefined ? (['idToken', 'userinfo'] as const) : [from]).some((source) =>
      isReplaced(headOf(path), source),
    )
  const { idToken, userinfo, accessToken, accessTokenProblem } = sources
  return {
    provider: withoutPrototype({
      ...provider,
      rolesClaims: provider.rolesClaims.map((rule) => {
        const { truncatesAt: _, parse: __, ...whole } = rule
        return readsReplaced(rule) ? withoutPrototype(whole) : rule
      }),
    }),
    sources: {
      idToken: replaceIn(idToken, 'idToken'),
      userinfo: userinfo && replaceIn(userinfo, 'userinfo'),
      accessToken: accessToken && replaceIn(accessToken, 'accessToken'),
      accessTokenProblem,
      completed: {
        idToken: listReplaced('idToken'),
        userinfo: listReplaced('userinfo'),
        accessToken: listReplaced('accessToken'),
      },
    },
  }
}

function headOf(path: ClaimRef): string {
  return String(typeof path === 'string' ? path : path[0])
}

/** Removes the signs of an overage that core's `findOverage` reads, only for this claim. */
function replaceClaim(claims: Claims, name: string, value: JsonValue): Claims {
  const entries = Object.entries(claims).flatMap(([member, old]): [string, JsonValue | undefined][] => {
    if (member === name) return []
    if (name === 'groups' && (member === 'hasgroups' || /^groups:src\d+$/.test(member))) return []
    if (member !== '_claim_names' || typeof old !== 'object' || old === null) return [[member, old]]
    return [[member, Object.fromEntries(Object.entries(old).filter(([key]) => key !== name))]]
  })
  return Object.fromEntries([...entries, [name, value]]) as Claims
}
