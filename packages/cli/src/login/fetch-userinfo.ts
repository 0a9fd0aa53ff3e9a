import { type Claims, cleanText, type SignInProviderConfig } from '@x/oidc-core'
import { allowInsecureRequests, customFetch, processUserInfoResponse, userInfoRequest } from 'oauth4webapi'
import { readBody } from '../doctor/read-body.ts'
import type { Metadata } from '../doctor/set-up.ts'

/** What UserInfo says of the person, or why that is not used. Both are undefined if the provider has no UserInfo. */
export interface UserInfo {
  readonly claims?: Claims
  readonly problem?: string
}

const timeoutMilliseconds = 10_000

/**
 * Asks UserInfo, for what the configuration may read there.
 * @param metadata of the provider, whose addresses the sign-in has checked, with those of the configuration on top
 * @param subject `sub` of the ID Token; the answer must have the same
 * @see OpenID Connect Core 1.0, section 5.3
 */
export async function fetchUserInfo(
  send: typeof fetch,
  { clientId, issuerUrl }: SignInProviderConfig,
  metadata: Metadata,
  { accessToken, subject }: { readonly accessToken: string; readonly subject: unknown },
): Promise<UserInfo> {
  if (metadata['userinfo_endpoint'] === undefined) return {}
  const server = { ...metadata, issuer: issuerUrl }
  const client = { client_id: clientId }
  try {
    const response = await userInfoRequest(server, client, accessToken, {
      [customFetch]: send as never,
      // The sign-in has checked for which addresses plain http is allowed.
      [allowInsecureRequests]: true,
      signal: AbortSignal.timeout(timeoutMilliseconds),
    })
    if (/^application\/jwt\b/iu.test(response.headers.get('content-type') ?? ''))
      return { problem: 'its answer is a JWT. Register the client for plain JSON' }
    const read = new Response(await readBody(response), {
      status: response.status,
      headers: response.headers,
    })
    return { claims: (await processUserInfoResponse(server, client, String(subject), read)) as Claims }
  } catch (error) {
    return { problem: cleanText(error instanceof Error ? error.message : String(error), 200) }
  }
}
