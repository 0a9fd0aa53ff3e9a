import type { Claims } from '@x/oidc-core'
import { decodeJwt } from 'jose'
import { parseObject } from '../doctor/ask.ts'

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
  /** The address of UserInfo, if the provider has it. */
  readonly userInfoAddress: () => string | undefined
}

/** Passes requests on, and reads the answers that are JSON beside the engine, which verifies them. */
export function createRecorder(send: typeof fetch): Recorder {
  let received: Received | undefined
  let userInfoAddress: string | undefined
  return {
    fetch: async (...args: Parameters<typeof fetch>) => {
      const response = await send(...args)
      const members = parseObject(await response.clone().text()) ?? {}
      const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = members
      if (typeof idToken === 'string')
        received = { idToken, accessToken: toText(accessToken), refreshToken: toText(refreshToken) }
      userInfoAddress ??= toText(members['userinfo_endpoint'])
      return response
    },
    received: () => received,
    userInfoAddress: () => userInfoAddress,
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
