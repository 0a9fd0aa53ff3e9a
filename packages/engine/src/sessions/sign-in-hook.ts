import {
  type AdmittedDecision,
  type Claims,
  type JsonObject,
  OidcError,
  pickSessionClaims,
  readUserClaims,
  type UserClaims,
} from '@x/oidc-core'
import { withTimeout } from '../cache/timeout.ts'
import { copyJson } from '../json/copy-json.ts'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { Ports } from '../ports.ts'

/** What `onSignIn` is told about a sign-in. It is deeply frozen. */
export interface SignInToAdmit {
  /** The decision that admits the person, with roles and trace. */
  readonly decision: AdmittedDecision
  /** The claims of the ID Token on top of those of UserInfo. They are verified. No token is in them. */
  readonly claims: UserClaims
  /** The provider of the sign-in, as the configuration names it. */
  readonly providerId: string
  /** Whether a session is refreshed. At a sign-in it is false. */
  readonly isRefresh: boolean
}

/**
 * What `onSignIn` returns: `extra` for the session, which is plain JSON of at most 2,048 bytes; or `deny`, with a text for the page that the
 * person sees, which is cut after 200 characters; or nothing.
 */
export type SignInHookResult =
  | { readonly extra?: JsonObject | undefined; readonly deny?: undefined }
  | { readonly deny: string; readonly extra?: undefined }
  | undefined

/** The application's own step of a sign-in. It may be asynchronous, and has 10 seconds. */
export type OnSignIn = (signIn: SignInToAdmit) => SignInHookResult | Promise<SignInHookResult>

const timeoutSeconds = 10

/** Maximum length of `extra` as JSON, in bytes: a session has some 8 kB in its three cookies, and roles have to fit as well. */
const maxExtraBytes = 2048

/** Maximum length of the text for the page, in UTF-16 code units. */
const maxDenyLength = 200

/**
 * Merges the claims of a sign-in as a session that keeps all of them has them: without the tokens of `_claim_sources`.
 * @param layers Claims Sets in order of precedence, the first on top
 */
export function mergeSignInClaims(layers: readonly Claims[]): UserClaims {
  return readUserClaims(freezeDeeply(pickSessionClaims(layers, true)))
}

/**
 * Calls `onSignIn` for a person whom the claims admit. It writes nothing.
 * @throws OidcError `sign_in_hook_failed` if the function throws, returns no value in time, or returns a value with errors
 */
export async function runSignInHook(
  { onSignIn, ports }: { readonly onSignIn: OnSignIn | undefined; readonly ports: Pick<Ports, 'startTimer'> },
  signIn: SignInToAdmit,
): Promise<{ readonly extra: JsonObject | undefined } | { readonly deny: string }> {
  if (onSignIn === undefined) return { extra: undefined }
  const { providerId } = signIn
  // A function that adds a role to the decision would give it to the session.
  const outcome = await withTimeout(ports.startTimer, timeoutSeconds, () => onSignIn(freezeDeeply(signIn)))
  if (!outcome.ok) {
    const why = outcome.isLate ? `it returned no value within ${timeoutSeconds} seconds` : 'it failed'
    throw failed(providerId, why, outcome.cause)
  }
  if (outcome.value === undefined) return { extra: undefined }
  const answer = readAnswer(outcome.value)
  if ('why' in answer) throw failed(providerId, answer.why)
  return answer
}

type Answer =
  { readonly extra: JsonObject | undefined } | { readonly deny: string } | { readonly why: string }

/** A value with errors must neither admit nor deny: which of the two was meant is not known. */
function readAnswer(value: unknown): Answer {
  try {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { why: 'it returned neither an object with extra or deny, nor undefined' }
    const names = Reflect.ownKeys(value)
    if (names.some((name) => name !== 'extra' && name !== 'deny'))
      return { why: 'it returned an object with a member besides extra and deny' }
    const [extra, deny] = ['extra', 'deny'].map((name) =>
      names.includes(name) ? (Reflect.get(value, name) as unknown) : undefined,
    )
    if (deny === undefined) return readExtra(extra)
    return extra === undefined ? readDeny(deny) : { why: 'it returned both extra and deny' }
  } catch {
    // A getter or a proxy threw, and its error is foreign.
    return { why: 'the value that it returned cannot be read' }
  }
}

function readExtra(extra: unknown): Answer {
  if (extra === undefined) return { extra }
  const copied = copyJson(extra, 'extra', maxExtraBytes)
  if (!copied.ok) return { why: copied.why }
  return isJsonObject(copied.value)
    ? { extra: freezeDeeply(copied.value) }
    : { why: 'extra is not an object' }
}

/** Characters that are no content: controls, line separators, unpaired surrogates, and what turns the direction of the text. */
const unprintable = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]+/gu

function readDeny(deny: unknown): Answer {
  if (typeof deny !== 'string') return { why: `deny is of type ${typeof deny}, expected a text` }
  const clean = deny
    .slice(0, 10 * maxDenyLength)
    .replace(unprintable, ' ')
    .trim()
  if (clean === '') return { why: 'deny is an empty text' }
  return { deny: clean.length <= maxDenyLength ? clean : `${cut(clean, maxDenyLength - 1)}…` }
}

/** Cuts a text, and no character in two. */
function cut(text: string, length: number): string {
  const end = (text.codePointAt(length - 1) ?? 0) > 0xffff ? length - 1 : length
  return text.slice(0, end)
}

/** The application's error may quote anything, so it becomes the cause, and not a part of the message. */
function failed(providerId: string, why: string, cause?: unknown): OidcError {
  const message = `The function onSignIn failed for a sign-in at provider ${providerId}: ${why}.`
  return new OidcError('sign_in_hook_failed', message, { providerId, why }, cause)
}
