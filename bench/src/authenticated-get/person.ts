import { startProvider, type EmbeddedProvider } from '@x/oidc-testing'

/** Who signs in: the key of this person at the provider. */
export const person = 'ada'

export const email = 'ada@example.com'

/** What every answer to this person holds, and no answer to anyone else. */
export const expected = `hello ${email}`

/** Whom the access tokens are for. */
export const audience = 'https://api.example.com'

/** Secrets of the benchmark, and of nothing else. */
export const clientSecret = 'the secret of a client of the benchmark'
export const sessionSecret = 'the secret that seals sessions in the benchmark'

/** Starts a provider that knows this person. Its host is another site than the applications', which get no cookie of its own. */
export function startProviderOfPerson(): Promise<EmbeddedProvider> {
  const claims = {
    email,
    email_verified: true,
    realm_access: { roles: ['staff', 'admins', 'offline_access'] },
  }
  return startProvider({
    host: '127.0.0.1',
    // An access token says who it is about by the subject alone.
    people: { [person]: { name: 'Ada Example', subject: email, claims } },
  })
}
