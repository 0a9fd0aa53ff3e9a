/** What `doctor` looks at, in the order in which it looks. Names are stable: scripts read them. */
export const checkNames = [
  'configuration',
  'discovery',
  'issuer',
  'clock',
  'endpoints',
  'keys',
  'algorithms',
  'pkce',
  'iss',
  'scopes',
  'redirect_uri',
  'client',
  'userinfo',
  'introspection',
  'sign_out',
  'back_channel',
] as const

/** The name of a check. */
export type CheckName = (typeof checkNames)[number]

/**
 * `ok`: seen to be right. `warning`: it works, and people will notice something. `problem`: a sign-in or a request fails.
 * `unknown`: the provider gives no answer from which it can be told.
 */
export type FindingState = 'ok' | 'warning' | 'problem' | 'unknown'

/** The result of one check: one line, and what to do about it. */
export interface Finding {
  readonly check: CheckName
  readonly state: FindingState
  /** What was seen. */
  readonly message: string
  /** What to do. Present for a warning and a problem. */
  readonly todo?: string
}

/** Builds a finding of a check that is right. */
export const ok = (check: CheckName, message: string): Finding => ({ check, state: 'ok', message })

/** Builds a finding that breaks sign-ins or requests. */
export const problem = (check: CheckName, message: string, todo: string): Finding => ({
  ...{ check, state: 'problem', message, todo },
})

/** Builds a finding with which sign-ins work. */
export const warning = (check: CheckName, message: string, todo: string): Finding => ({
  ...{ check, state: 'warning', message, todo },
})

/** Builds a finding for what the provider's answers do not show. */
export const unknown = (check: CheckName, message: string, todo: string): Finding => ({
  ...{ check, state: 'unknown', message, todo },
})
