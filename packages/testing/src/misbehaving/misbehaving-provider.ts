import type { JSONWebKeySet } from 'jose'
import type { SigningAlg, SigningKey } from '../keys/signing-key.ts'
import type { ClientOptions } from '../provider/provider-options.ts'
import type { LoopbackHost, Outage } from '../server/loopback-server.ts'
import type { RequestLog } from '../server/request-log.ts'
import type { JsonRecord, Twists } from './twists.ts'

/** Options of a provider that breaks the protocol when a test says so. */
export interface MisbehavingOptions {
  /** The host of the issuer. `127.0.0.1` is another site than `localhost`. @default 'localhost' */
  readonly host?: LoopbackHost
  /** The TCP port. @default any */
  readonly port?: number
  /** The path of the issuer. @default '' */
  readonly path?: string
  /** The registered clients. Without this option, every client is accepted. */
  readonly clients?: readonly ClientOptions[]
  /** The person who signs in. @default { sub: 'ada', name: 'Ada' } */
  readonly claims?: Readonly<JsonRecord>
  /**
   * The names of the person's claims that only access tokens have, as the roles of Keycloak. Access tokens are then JWTs.
   * @default []: access tokens are opaque, and ID Tokens and UserInfo have all claims
   */
  readonly accessTokenClaims?: readonly string[]
  /** The algorithms of the published keys. The first key signs. @default ['RS256'] */
  readonly signingAlgs?: readonly [SigningAlg, ...SigningAlg[]]
  /** Returns the time as NumericDate. @default the machine's clock */
  readonly now?: () => number
}

/** A small OpenID provider that signs in without a page. A test makes it break the protocol with `twist`. */
export interface MisbehavingProvider {
  /** The issuer of the provider. */
  readonly issuerUrl: string
  /** The requests that the provider received. */
  readonly requests: RequestLog
  /** Adds twists. The twists that were set before stay. */
  twist(twists: Twists): void
  /** Removes every twist, so that the provider behaves correctly again. */
  behave(): void
  /** Sets the claims of the person for later sign-ins. */
  setClaims(claims: Readonly<JsonRecord>): void
  /** Replaces the keys now, or during the next token request, before the token is signed. */
  rotateKeys(when?: 'now' | 'before_signing'): Promise<void>
  /** Returns the key pair that signs now. Its public key is published. */
  signingKey(): Promise<SigningKey>
  /** Signs any JWT with the current key, e.g. a logout token or an access token. */
  signJwt(claims: unknown, header?: Readonly<JsonRecord>): Promise<string>
  /** Issues an opaque access token. Introspection returns these claims with `active`, UserInfo returns these claims. */
  issueAccessToken(claims: Readonly<JsonRecord>): string
  /** The currently published keys. */
  publishedKeys(): JSONWebKeySet
  /** Makes the provider unreachable in the given way. */
  goDown(how: Outage): Promise<void>
  /** Ends an outage. */
  comeBack(): Promise<void>
  /** Ends the provider. */
  close(): Promise<void>
}
