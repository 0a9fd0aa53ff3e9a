/** Changes what a token says after it was signed, so that the signature alone shows it. */
export function forgeToken(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Readonly<Record<string, unknown>>
  const forged = Buffer.from(JSON.stringify({ ...claims, jti: 'another' })).toString('base64url')
  return [header, forged, signature].join('.')
}
