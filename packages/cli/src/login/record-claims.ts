import type { Claims } from '@x/oidc-core'
import { decodeJwt } from 'jose'
import { parseObject } from '../doctor/ask.ts'
import { readBody } from '../doctor/read-body.ts'
import type { Metadata } from '../doctor/set-up.ts'

/** What the provider sent for one sign-in. */
export interface Received {
  readonly idToken: string
  readonly accessToken: string | undefined
  readonly refreshToken: string | undefined
}

/** Watches the requests of a sign-in, and keeps what the provider sent. */
export interface Recorder {
  readonly fetch: typeof fetch
  /** The last token response; undefined before it came. */
  readonly received: () => Received | undefined
  /** The discovery document; empty if the sign-in needed none. */
  readonly metadata: () => Metadata
}

/**
 * Passes requests on, and reads the answers that are JSON beside the engine, which verifies them.
 * @param issuer that the discovery document must name
 */
export function createRecorder(send: typeof fetch, issuer: string): Recorder {
  let received: Received | undefined
  let metadata: Metadata = {}
  return {
    fetch: async (...args: Parameters<typeof fetch>) => {
      const response = await send(...args)
      const members = parseObject(await readBody(response.clone())) ?? {}
      const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = members
      if (typeof idToken === 'string')
        received = { idToken, accessToken: toText(accessToken), refreshToken: toText(refreshToken) }
      else if (members['issuer'] === issuer) metadata = members
      return response
    },
    received: () => received,
    metadata: () => metadata,
  }
}

const toText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The claims of a JWT; undefined for any other text, such as an opaque access token. */
export function readJwt(token: string | undefined): Claims | undefined {
  try {
    return token === undefined ? undefined : decodeJwt(token)
  } catch {
    return undefined
  }
}
