import * as v from 'valibot'
import { matchSchema } from '../json/match-schema.ts'

/** The tokens of a person that a session keeps. Every member is present, even if it is undefined. */
export interface SessionTokens {
  readonly accessToken: string
  /** NumericDate at which the access token expires; undefined if the provider does not say it. */
  readonly expiresAt: number | undefined
  /** The lifetime of the access token in seconds; undefined if the provider does not say it. */
  readonly lifetimeSeconds: number | undefined
  readonly refreshToken: string | undefined
  /** The granted scopes, if the provider lists them. */
  readonly scopes: readonly string[] | undefined
  /** The claim `auth_time` of the sign-in: a refreshed ID Token must have the same. */
  readonly authTime: number | undefined
  /** The claim `nonce` of the sign-in: a refreshed ID Token that has one must have the same. */
  readonly nonce: string | undefined
  /** The ID Token of the last refresh, until the roles are decided by it (decision 124). */
  readonly undecided: UndecidedIdToken | undefined
}

/** A refreshed ID Token by which the roles could not be decided: its keys, UserInfo, `security` or `onSignIn` failed. */
interface UndecidedIdToken {
  /** The ID Token. It may not be verified yet. Undefined if it did not fit. */
  readonly raw: string | undefined
  /** NumericDate of its arrival: roles that it gives count from then. */
  readonly at: number
  /** Whether it came without an access token: its `at_hash`, if it has one, is that of a token that was not sent (decision 152). */
  readonly isAlone: boolean
}

/** What a session knows of its tokens without reading them. */
export interface TokenSummary {
  /** NumericDate at which the access token expires; undefined if it is unknown. */
  readonly expiresAt: number | undefined
  /** The lifetime of the access token in seconds; undefined if it is unknown. */
  readonly lifetimeSeconds: number | undefined
  /** How roles are decided again: by a refresh, by UserInfo with the access token, or only by a sign-in. */
  readonly renewal: 'refresh' | 'userinfo' | 'sign_in'
  /** Whether there is a refresh token. */
  readonly isRefreshable: boolean
}

/** The sealed form of the tokens of a session. */
export interface SealedTokens {
  readonly v: 1
  /** The id and the generation of the session that the tokens belong to. */
  readonly id: string
  readonly gen: number
  readonly at: string
  readonly exp?: number
  readonly lif?: number
  readonly rt?: string
  readonly scp?: readonly string[]
  readonly aut?: number
  readonly non?: string
  readonly und?: { readonly at: number; readonly raw?: string; readonly alone?: true }
}

/** The session that tokens belong to. */
interface Owner {
  readonly id: string
  readonly generation: number
}

export function encodeTokens({ id, generation }: Owner, tokens: SessionTokens): SealedTokens {
  const { accessToken, expiresAt, lifetimeSeconds, refreshToken, scopes, authTime, nonce } = tokens
  const { at, isAlone, raw } = tokens.undecided ?? {}
  return {
    ...{ v: 1, id, gen: generation, at: accessToken },
    ...(expiresAt === undefined ? {} : { exp: expiresAt }),
    ...(lifetimeSeconds === undefined ? {} : { lif: lifetimeSeconds }),
    ...(refreshToken === undefined ? {} : { rt: refreshToken }),
    ...(scopes === undefined ? {} : { scp: scopes }),
    ...(authTime === undefined ? {} : { aut: authTime }),
    ...(nonce === undefined ? {} : { non: nonce }),
    ...(at === undefined
      ? {}
      : { und: { at, ...(raw === undefined ? {} : { raw }), ...(isAlone === true ? { alone: true } : {}) } }),
  }
}

const text = v.pipe(v.string(), v.nonEmpty())
const instant = v.pipe(v.number(), v.minValue(0))

const sealedTokens = v.strictObject({
  v: v.literal(1),
  id: text,
  gen: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  at: text,
  exp: v.exactOptional(instant),
  lif: v.exactOptional(instant),
  rt: v.exactOptional(text),
  scp: v.exactOptional(v.array(v.string())),
  aut: v.exactOptional(v.number()),
  non: v.exactOptional(text),
  und: v.exactOptional(
    v.strictObject({ at: instant, raw: v.exactOptional(text), alone: v.exactOptional(v.literal(true)) }),
  ),
})

/** Reads the tokens of a session. Tokens of another session, or of another generation of it, count as none. */
export function decodeTokens(value: unknown, { id, generation }: Owner): SessionTokens | undefined {
  const sealed = matchSchema(sealedTokens, value)
  if (sealed?.id !== id || sealed.gen !== generation) return undefined
  const { at, exp, lif, rt, scp, aut, non, und } = sealed
  return {
    ...{ accessToken: at, expiresAt: exp, lifetimeSeconds: lif, refreshToken: rt },
    ...{ scopes: scp, authTime: aut, nonce: non },
    undecided: und && { raw: und.raw, at: und.at, isAlone: und.alone === true },
  }
}
