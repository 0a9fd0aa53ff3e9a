import { audience } from '../authenticated-get/person.ts'

type Sign = (claims: unknown, header: Readonly<Record<string, unknown>>) => Promise<string>

/** Signs what an API gets from a provider of today, one token for each address, with the provider's own key. */
export async function mintTokens(
  issuer: string,
  sign: Sign,
  emails: readonly string[],
): Promise<readonly string[]> {
  const tokens: string[] = []
  for (const each of emails) tokens.push(await mintToken(issuer, sign, each))
  return tokens
}

/** Signs an access token with an identifier of its own (RFC 9068). */
export function mintToken(issuer: string, sign: Sign, subject: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    ...{ iss: issuer, sub: subject, aud: audience, client_id: 'mobile', jti: crypto.randomUUID() },
    ...{ iat: now, exp: now + 3600, scope: 'openid email profile' },
    realm_access: { roles: ['staff', 'admins', 'offline_access'] },
  }
  return sign(claims, { typ: 'at+jwt' })
}
