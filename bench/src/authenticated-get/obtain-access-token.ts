import { obtainTokens, type EmbeddedProvider } from '@x/oidc-testing'
import { audience, clientSecret, person } from './person.ts'

/** Lets the person sign in at another application, for the access token that it sends to the API. It lives for an hour. */
export async function obtainAccessToken(provider: EmbeddedProvider): Promise<string> {
  const client = { clientId: 'mobile', clientSecret, redirectUris: ['http://localhost:9/callback'] }
  await provider.registerClient(client)
  const wish = { client, person, resource: audience }
  return (await obtainTokens(provider.issuerUrl, wish)).access_token
}
