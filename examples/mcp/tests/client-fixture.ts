import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'
import { createUserAgent, signIn } from '@x/oidc-testing'
import type { ClientOptions } from '@x/oidc-testing'

/** A client on a person's machine: it is known to the provider, and has no secret. */
export const desktopClient = {
  clientId: 'desktop',
  redirectUris: ['http://localhost:9/callback'],
} as const satisfies ClientOptions

const [redirectUrl] = desktopClient.redirectUris

/** What such a client keeps, and what its user does in the browser. */
export interface DesktopClient extends OAuthClientProvider {
  /** Signs the person in where the SDK sends the browser, and gives the code that comes back. */
  readonly signIn: (person: string) => Promise<string>
  /** Where the SDK has sent the browser. */
  readonly sentTo: () => URL | undefined
}

export function createDesktopClient(issuerUrl: string): DesktopClient {
  let tokens: OAuthTokens | undefined
  let verifier = ''
  let address: URL | undefined
  return {
    redirectUrl,
    clientMetadata: { redirect_uris: [redirectUrl] },
    clientInformation: () => ({ client_id: desktopClient.clientId, issuer: issuerUrl }),
    tokens: () => tokens,
    saveTokens: (received) => void (tokens = received),
    saveCodeVerifier: (made) => void (verifier = made),
    codeVerifier: () => verifier,
    redirectToAuthorization: (url) => void (address = url),
    sentTo: () => address,
    signIn: async (person) => {
      const end = await signIn(createUserAgent(), address?.href ?? '', person, { stopBefore: redirectUrl })
      return new URL(end.chain.at(-1)?.location ?? '').searchParams.get('code') ?? ''
    },
  }
}
