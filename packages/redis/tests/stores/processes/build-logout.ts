import type { MisbehavingProvider } from '@x/oidc-testing'

/** Where each process of the application receives logout tokens. */
export const backChannelPath = '/logout/connect/back-channel/main'

let count = 0

/** Builds what the provider posts to end all sessions of a person (Back-Channel Logout 1.0, section 2.5). */
export async function buildLogout(
  { issuerUrl, signJwt }: Pick<MisbehavingProvider, 'issuerUrl' | 'signJwt'>,
  subject: string,
  now: number,
): Promise<URLSearchParams> {
  count += 1
  const claims = {
    ...{ iss: issuerUrl, aud: 'app', sub: subject, iat: now, exp: now + 120, jti: `logout-${count}` },
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  }
  return new URLSearchParams({ logout_token: await signJwt(claims, { typ: 'logout+jwt' }) })
}
