/** Fetches the keys of a provider. */
export async function fetchKeys(issuerUrl) {
  const metadata = await (await fetch(`${issuerUrl}/.well-known/openid-configuration`)).json()
  return (await (await fetch(metadata.jwks_uri)).json()).keys
}
