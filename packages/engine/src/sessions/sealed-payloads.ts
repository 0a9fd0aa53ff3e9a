import * as v from 'valibot'
import { maxReturnToLength } from '../http/return-to.ts'
import { matchSchema } from '../json/match-schema.ts'

/** The transaction between the authorization request and its response. */
export interface TransactionPayload {
  readonly v: 1
  readonly pid: string
  /** The seed of `state`, `nonce` and the code verifier. */
  readonly seed: string
  /** The address after the sign-in; a path on our own origin. */
  readonly ret: string
  /** A short hash of the issuer and the redirect URI. */
  readonly uri: string
  /** NumericDate of the authorization request. */
  readonly at: number
  /** The user asked for another account. */
  readonly sw?: boolean
  /** This sign-in started because the sign-in before it was lost. */
  readonly ag?: boolean
  /** A short hash of the id of the session whose roles a silent sign-in decides again. */
  readonly si?: string
}

/** A sign-in whose callback was answered. */
export interface AnsweredPayload {
  readonly v: 1
  /** The short hash of its `state`. */
  readonly st: string
  /** The address after the sign-in; a path on our own origin. */
  readonly ret: string
  /** NumericDate of the answer. */
  readonly at: number
}

/** The content of the page for a person who is not admitted. */
export interface DeniedPayload {
  readonly v: 1
  readonly pid: string
  readonly reason: string
  /** The text of the application's own denial. */
  readonly why?: string
  readonly name?: string
  /** The reference that the user quotes to the operator of the application. */
  readonly code: string
  /** NumericDate of the denial. */
  readonly at: number
  /** The intended address after the sign-in; a path on our own origin. */
  readonly ret: string
  /** How many times the person tried another account. */
  readonly sw: 0 | 1 | 2
  /** The raw ID Token, for the sign-out. */
  readonly idt?: string
  /** The subject of the person. Present together with the trace. */
  readonly sub?: string
  /** The trace of the decision, if `session.keep.trace` is set and it fitted. */
  /** The issuer, if it is not the `issuerUrl` of a list. */
  readonly iss?: string
  readonly trace?: object
}

/** The data for RP-initiated logout after the session. */
export interface LogoutPayload {
  readonly v: 1
  readonly pid: string
  /** The owner of the ID Token. */
  readonly sub: string
  /** The raw ID Token, sent as `id_token_hint`. */
  readonly idt: string
}

const version = v.literal(1)
const text = v.pipe(v.string(), v.nonEmpty())
const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const returnAddress = v.pipe(text, v.maxLength(maxReturnToLength))

const transactionPayload = v.strictObject({
  v: version,
  pid: text,
  seed: text,
  ret: returnAddress,
  uri: text,
  at: instant,
  sw: v.exactOptional(v.boolean()),
  ag: v.exactOptional(v.boolean()),
  si: v.exactOptional(text),
})

const answeredPayload = v.strictObject({ v: version, st: text, ret: returnAddress, at: instant })

const deniedPayload = v.strictObject({
  v: version,
  pid: text,
  reason: text,
  why: v.exactOptional(text),
  name: v.exactOptional(text),
  code: text,
  at: instant,
  ret: returnAddress,
  sw: v.picklist([0, 1, 2]),
  idt: v.exactOptional(text),
  sub: v.exactOptional(text),
  iss: v.exactOptional(text),
  trace: v.exactOptional(v.looseObject({})),
})

const logoutPayload = v.strictObject({ v: version, pid: text, sub: text, idt: text })

export function parseTransactionPayload(value: unknown): TransactionPayload | undefined {
  return matchSchema(transactionPayload, value)
}

export function parseAnsweredPayload(value: unknown): AnsweredPayload | undefined {
  return matchSchema(answeredPayload, value)
}

export function parseDeniedPayload(value: unknown): DeniedPayload | undefined {
  return matchSchema(deniedPayload, value)
}

export function parseLogoutPayload(value: unknown): LogoutPayload | undefined {
  return matchSchema(logoutPayload, value)
}
