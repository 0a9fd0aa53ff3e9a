import type { JSONWebKeySet } from 'jose'
import type { SigningAlg, SigningKey } from '../keys/signing-key.ts'
import type { ClientOptions } from '../provider/provider-options.ts'
import type { LoopbackHost, Outage } from '../server/loopback-server.ts'
import type { RequestLog } from '../server/request-log.ts'
import type { JsonRecord, Twists } from './twists.ts'

/** Options of a provider that misbehaves on demand. */
export interface MisbehavingOptions {
  /** `127.0.0.1` is another site than `localhost`. @default 'localhost' */
  readonly host?: LoopbackHost
  /** The TCP port. @default any */
  readonly port?: number
  /** The path of the issuer. @default '' */
  readonly path?: string
  /** Without clients every client is believed. */
  readonly clients?: readonly ClientOptions[]
  /** The person who signs in. @default { sub: 'ada', name: 'Ada' } */
  readonly claims?: Readonly<JsonRecord>
  /** The published keys; the first signs. @default ['RS256'] */
  readonly signingAlgs?: readonly [SigningAlg, ...SigningAlg[]]
  /** NumericDate seconds. @default the machine's clock */
  readonly now?: () => number
}

/** A small OpenID provider that signs in without a page and departs from the protocol on demand. */
export interface MisbehavingProvider {
  /** The issuer of the provider. */
  readonly issuerUrl: string
  /** The requests that the provider received. */
  readonly requests: RequestLog
  /** Adds twists to those in force. */
  twist(twists: Twists): void
  /** Removes every twist, so that the provider behaves correctly again. */
  behave(): void
  /** Sets the claims of the person that signs in from now on. */
  setClaims(claims: Readonly<JsonRecord>): void
  /** Replaces the keys now, or after the next token was asked for and before it is signed. */
  rotateKeys(when?: 'now' | 'before_signing'): Promise<void>
  /** Returns the key pair that signs now. Its public key is published. */
  signingKey(): Promise<SigningKey>
  /** Signs any JWT with the current key, e.g. a logout token or an access token. */
  signJwt(claims: unknown, header?: Readonly<JsonRecord>): Promise<string>
  /** Issues an opaque access token: introspection gives these claims as active, UserInfo gives them as they are. */
  issueAccessToken(claims: Readonly<JsonRecord>): string
  /** The keys that it publishes now. */
  publishedKeys(): JSONWebKeySet
  /** Makes the provider unreachable in the given way. */
  goDown(how: Outage): Promise<void>
  /** Ends an outage. */
  comeBack(): Promise<void>
  /** Ends the provider. */
  close(): Promise<void>
}
