import type { Provider } from 'oidc-provider'

/** The parts of a session at the provider that a logout token has. */
export interface EndedSession {
  /** The person. */
  readonly accountId?: string | undefined
  /** The clients to which the person signed in, each with the `sid` that it knows. */
  readonly authorizations?: Readonly<Record<string, { readonly sid?: string | undefined }>> | undefined
}

/** The members of a client that the types of `oidc-provider` leave out. */
interface LogoutClient {
  readonly backchannelLogoutUri?: string | undefined
  backchannelLogout(accountId: string, sid: string): Promise<void>
}

/**
 * Sends a logout token to each client of a session that has an address for it. A client that does not answer, or refuses the token, keeps
 * no other one from getting its own.
 * @see OpenID Connect Back-Channel Logout 1.0, section 2.5
 */
export async function sendLogoutTokens(
  provider: Provider,
  { accountId, authorizations = {} }: EndedSession,
): Promise<void> {
  if (accountId === undefined) return
  const sending = Object.entries(authorizations).map(async ([clientId, { sid }]) => {
    const client = (await provider.Client.find(clientId)) as LogoutClient | undefined
    if (client?.backchannelLogoutUri !== undefined && sid !== undefined)
      await client.backchannelLogout(accountId, sid)
  })
  await Promise.allSettled(sending)
}
