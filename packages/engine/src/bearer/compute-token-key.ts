import { encodeBase64Url } from '../sealing/encode-base64url.ts'

/** Computes what a token that is looked up is remembered by: the SHA-256 of the whole of it. */
export async function computeTokenKey(token: string): Promise<string> {
  return encodeBase64Url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))),
  )
}
