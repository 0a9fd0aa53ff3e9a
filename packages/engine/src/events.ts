import type { ConfigIssue, DenialReason, OidcErrorCode } from '@x/oidc-core'

// The table of events. An event that is not in it does not compile, and a test compares it with docs/http.md.

/**
 * The fields that an event may have besides `level`, `code` and `message`. The table `events` says which event has which fields.
 */
export interface EventFields {
  /** The `providerId` of the configuration. */
  readonly providerId: string
  /** The issuer of `subject`. */
  readonly issuer: string
  /** The subject of a person or client, as the provider signed it or sent it in a response. It is personal data. */
  readonly subject: string
  /**
   * Eight letters and digits that name this event. A page or a `problem+json` body shows it to the caller. `signed_in` and
   * `signed_out` of one session have the same reference, and pages do not show it.
   */
  readonly reference: string
  /** How the caller was authenticated: by a sign-in that just ended, by a session, or by an access token. */
  readonly via: 'sign_in' | 'session' | 'bearer'
  /** The roles of the gate: one of them is enough, unless `allRequired`. Empty if the roles are not known at this address. */
  readonly requiredRoles: readonly string[]
  /** Whether the gate requires all of `requiredRoles`. */
  readonly allRequired: boolean
  /** The HTTP method of the request. A page of Next.js does not know it: `GET`. */
  readonly method: string
  /** The path of the request without its query; empty if the framework does not provide it. */
  readonly path: string
  /** The number of equal refusals that were left out of the log since the last event. */
  readonly unreported: number
  /** More about the event: plain data. */
  readonly detail: unknown
  /** The decision about a denied access as text of several lines. The only claims in it are role keys. */
  readonly explanation: string
}

/** The shape of `detail`, for events whose receivers read it. */
export interface EventDetails {
  /** The decisive reason of the decision. */
  access_denied: { readonly reason: DenialReason }
  /** The error code of RFC 6750, section 3.1, or one of the library, and the rule that was broken. */
  bearer_refused: { readonly error: string; readonly rule: string }
  /** The rule, `typ`, `aud` or `iss`, and the value that came, quoted. It is not verified: any client can write it. */
  bearer_mistake: { readonly rule: string; readonly came: string }
  /** Whether the refresh changed the roles. False if the provider's answer did not decide them. */
  session_refreshed: { readonly rolesChanged: boolean }
  /** Who ended a session without a sign-out, and why: an error of the provider, a rule of the ID Token, or the reason of a denial. */
  session_ended: { readonly by: SessionEnder; readonly why: string }
  /** Who ended the sessions, and how many there were. The number of sessions in cookies is not known. */
  sessions_ended: {
    readonly by: 'back_channel' | 'front_channel' | 'application'
    readonly count: number | undefined
  }
  /** By which request the provider asked for the logout, and the rule that it broke. */
  logout_refused: { readonly by: 'back_channel' | 'front_channel'; readonly rule: string }
  /** The code of the error. The session goes on with its tokens and roles as long as they may be used. */
  session_refresh_failed: { readonly error: string }
  /** The code of the error. The tokens of the ended session are valid until they expire. */
  token_revocation_failed: { readonly error: string }
  /** The data that was left out: names of claims, the number of further claims, and whether it was the trace and the role keys. */
  session_reduced: {
    readonly claims: readonly string[]
    readonly moreClaims: number
    readonly trace: boolean
    readonly roleKeys: boolean
  }
}

/**
 * - `provider`: it asked for the person, or sent an ID Token or UserInfo that breaks a rule.
 * - `refresh_refused`: the provider refused the refresh token, or the access token at UserInfo.
 * - `application`: the person is not admitted any more, or the provider was removed.
 * - `browser`: it dropped the cookies of the tokens, or they do not fit into it any more.
 */
export type SessionEnder = 'provider' | 'refresh_refused' | 'application' | 'browser'

type FieldName = keyof EventFields

interface EventRow {
  /** The level of the event, or its levels. */
  readonly levels: readonly ('error' | 'warn' | 'info')[]
  /** The fields that the event always has. */
  readonly fields: readonly FieldName[]
  /** The fields that the event has if they are known. */
  readonly optional: readonly FieldName[]
}

const warn = ['warn'] as const

const plainWarning = { levels: warn, fields: [], optional: [] } as const

/** Warnings about the configuration have the codes of its issues. */
const configWarnings = {
  ambiguous_list: plainWarning,
  cookie_domain_shared: plainWarning,
  deprecated_key: plainWarning,
  gate_never_opens: plainWarning,
  gate_open: plainWarning,
  insecure_base_url: plainWarning,
  insecure_issuer: plainWarning,
  mutable_name: plainWarning,
  too_many_issues: plainWarning,
  unsafe: plainWarning,
  unused_refresh_token: plainWarning,
  unusual_characters: plainWarning,
} as const

/** Every event of the engine and of the adapters, beside the errors of `OidcErrorCode`. */
export const events = {
  signed_in: {
    levels: ['info'],
    fields: ['providerId', 'issuer', 'subject', 'reference'],
    optional: [],
  },
  signed_out: {
    levels: ['info'],
    fields: ['providerId', 'issuer', 'subject', 'reference'],
    optional: [],
  },
  session_refreshed: {
    levels: ['info'],
    fields: ['providerId', 'issuer', 'subject', 'reference', 'detail'],
    optional: [],
  },
  session_ended: {
    levels: ['info'],
    fields: ['providerId', 'issuer', 'subject', 'reference', 'detail'],
    optional: [],
  },
  sessions_ended: { levels: ['info'], fields: ['issuer', 'detail'], optional: ['providerId', 'subject'] },
  logout_refused: {
    levels: warn,
    fields: ['providerId', 'reference', 'detail'],
    optional: ['unreported'],
  },
  session_refresh_failed: { levels: warn, fields: ['providerId', 'detail'], optional: ['unreported'] },
  token_revocation_failed: { levels: warn, fields: ['providerId', 'detail'], optional: ['unreported'] },
  access_denied: {
    levels: ['warn', 'info'],
    fields: ['providerId', 'issuer', 'via', 'reference', 'detail', 'explanation'],
    optional: ['subject', 'unreported'],
  },
  gate_refused: {
    levels: warn,
    fields: [
      ...(['providerId', 'issuer', 'subject', 'via', 'reference'] as const),
      ...(['requiredRoles', 'allRequired', 'method', 'path'] as const),
    ],
    optional: ['unreported'],
  },
  bearer_refused: {
    levels: ['info'],
    fields: ['reference', 'detail'],
    optional: ['providerId', 'issuer', 'subject', 'method', 'path', 'unreported'],
  },
  bearer_mistake: { levels: warn, fields: ['detail'], optional: ['providerId'] },
  session_reduced: { levels: warn, fields: ['providerId', 'detail'], optional: [] },
  session_cookies_lost: plainWarning,
  refresh_token_missing: { levels: warn, fields: ['providerId'], optional: [] },
  audience_is_client_id: { levels: warn, fields: ['providerId'], optional: [] },
  dpop_proofs_exhausted: { levels: warn, fields: ['providerId', 'detail'], optional: [] },
  provider_refresh_failed: { levels: warn, fields: ['providerId'], optional: [] },
  access_token_unverifiable: { levels: warn, fields: ['providerId', 'detail'], optional: [] },
  metadata_malformed: { levels: warn, fields: ['providerId'], optional: [] },
  key_refused: { levels: warn, fields: ['providerId'], optional: [] },
  key_budget_empty: { levels: warn, fields: ['providerId', 'detail'], optional: [] },
  provider_logout_unknown: { levels: warn, fields: ['providerId'], optional: [] },
  base_url_mismatch: { levels: warn, fields: ['detail'], optional: [] },
  header_overwritten: { levels: warn, fields: ['detail'], optional: [] },
  page_not_rendered: { levels: ['error'], fields: ['detail'], optional: [] },
  /** This event goes only to the console, because `log` itself failed. */
  log_failed: { levels: ['error'], fields: [], optional: [] },
  ...configWarnings,
} as const satisfies Readonly<Record<string, EventRow>>

/** An error that a request met. Its codes are in the table of errors. */
export const errorEvent = {
  levels: ['error', 'warn', 'info'],
  fields: [],
  optional: ['providerId', 'reference', 'detail'],
} as const satisfies EventRow

type EventTable = typeof events

/** The name of an event that is not an error. */
export type EventCode = keyof EventTable

/** Each event type has all fields, so that all can be read: a field that the event never has is `undefined`. */
type BuildEvent<Code extends string, Row extends EventRow> = {
  /** `error`, `warn` or `info`. */
  readonly level: Row['levels'][number]
  /** An `OidcErrorCode`, `unexpected`, or the name of an event. It tells which fields the event has. */
  readonly code: Code
  /** One line for the operator, without subject, token, secret, code or state. */
  readonly message: string
} & {
  readonly [Field in Row['fields'][number]]: Field extends 'detail'
    ? Code extends keyof EventDetails
      ? EventDetails[Code]
      : unknown
    : EventFields[Field]
} & {
  readonly [Field in Row['optional'][number]]?: EventFields[Field] | undefined
} & {
  readonly [Field in Exclude<FieldName, Row['fields'][number] | Row['optional'][number]>]?: undefined
}

/**
 * An event for the operator of the application: `code` tells which fields it has. It contains no token, secret, code, state,
 * cookie or query. Control characters of foreign text in it are escaped, e.g. `\\u001b`, so that it can neither break a line nor
 * control a terminal.
 * @example
 * log: (event) => {
 *   if (event.code === 'gate_refused') audit(event.subject, event.requiredRoles, event.reference)
 * }
 */
export type EngineEvent =
  | { [Code in EventCode]: BuildEvent<Code, EventTable[Code]> }[EventCode]
  | BuildEvent<OidcErrorCode | 'unexpected', typeof errorEvent>

/** The event of a warning about the configuration. A test compares the codes of core's warnings with the table. */
export function buildConfigWarning({ code }: Pick<ConfigIssue, 'code'>, message: string): EngineEvent {
  return { level: 'warn', code: code as keyof typeof configWarnings, message }
}

/** Every field, in the order in which the log gets them. */
export const fieldNames = Object.keys({
  ...{ providerId: 0, issuer: 0, subject: 0, reference: 0, via: 0, requiredRoles: 0, allRequired: 0 },
  ...{ method: 0, path: 0, unreported: 0, detail: 0, explanation: 0 },
} satisfies Record<FieldName, 0>) as readonly FieldName[]
