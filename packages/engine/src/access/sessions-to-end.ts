/** Which sessions `endSessions` ends: all of a person, or those of one session at the provider. */
export interface SessionsToEnd {
  /** The issuer of `subject` and `sid`: the `issuerUrl` of a provider of the configuration. */
  readonly issuer: string
  /** The claim `sub`: all sessions of this person end, unless `sid` is given. */
  readonly subject?: string | undefined
  /** The claim `sid`: the sessions here that belong to this session at the provider end, and no other ones of the person. */
  readonly sid?: string | undefined
}

/** See `endSessions` of the engine and of each adapter. */
export type EndSessions = (which: SessionsToEnd) => Promise<number | undefined>
