import type { Provider } from 'oidc-provider'
import { subjectOf } from './account-claims.ts'
import type { loadOidcProvider } from './load-oidc-provider.ts'
import type { People } from './provider-options.ts'

export interface PasswordGrantParts {
  readonly people: People
  readonly errors: Awaited<ReturnType<typeof loadOidcProvider>>['errors']
  /** The audience of access tokens that are requested without `resource`. Undefined: they have no audience. */
  readonly defaultAudience: string | undefined
  readonly resourceServerOf: (audience: string) => ConstructorParameters<Provider['ResourceServer']>[1]
}

type PasswordParameters = { username?: string; password?: string; scope?: string; resource?: string }

/** Adds the password grant, for people who have a password. @see RFC 6749, section 4.3 */
export function registerPasswordGrant(provider: Provider, parts: PasswordGrantParts): void {
  const { people, errors, defaultAudience } = parts
  provider.registerGrantType<PasswordParameters>(
    'password',
    async (ctx) => {
      const { client, params } = ctx.oidc
      const { username = '', password, scope = '', resource: audience = defaultAudience } = params
      const person = Object.hasOwn(people, username) ? people[username] : undefined
      if (person?.password === undefined || person.password !== password) {
        throw new errors.InvalidGrant('the user name or the password is wrong')
      }
      const accountId = subjectOf(username, person)
      const grant = new provider.Grant({ accountId, clientId: client.clientId })
      grant.addOIDCScope(scope)
      if (audience !== undefined) grant.addResourceScope(audience, scope)
      const issued = { accountId, client, grantId: await grant.save(), gty: 'password', scope }

      const token = new provider.AccessToken(issued)
      if (audience !== undefined) {
        token.resourceServer = new provider.ResourceServer(audience, parts.resourceServerOf(audience))
      }
      ctx.body = {
        access_token: await token.save(),
        token_type: token.tokenType,
        expires_in: token.expiration,
        scope,
        ...(scope.split(' ').includes('offline_access') && {
          refresh_token: await new provider.RefreshToken({
            ...issued,
            ...(audience !== undefined && { resource: audience }),
          }).save(),
        }),
      }
    },
    ['username', 'password', 'scope', 'resource'],
  )
}
