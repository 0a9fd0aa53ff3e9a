import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import type { SigningKey } from '../keys/signing-key.ts'
import { renderErrorPage } from './pages/error-page.ts'
import { pageHeaders } from './pages/page.ts'
import { renderSignedOutPage } from './pages/sign-out-page.ts'
import { buildAccountClaims, buildCustomClaims, buildScopeClaims, findPerson } from './account-claims.ts'
import { endSession } from './end-session.ts'
import { loadGrant } from './load-grant.ts'
import type { loadOidcProvider } from './load-oidc-provider.ts'
import type { People, ProviderOptions } from './provider-options.ts'

export interface ConfigurationParts {
  readonly options: ProviderOptions
  readonly people: People
  readonly keys: readonly [SigningKey, ...SigningKey[]]
  readonly adapter: NonNullable<Configuration['adapter']>
  readonly mountPath: string
  /** Tells this provider's cookies from those of another one on the same host: cookies ignore ports. */
  readonly cookieSuffix: string
  readonly interactionPolicy: Awaited<ReturnType<typeof loadOidcProvider>>['interactionPolicy']
}

const day = 86_400
const defaultSeconds = 3600
export const defaultAudience = 'https://api.example.com'

function answerPage(ctx: KoaContextWithOIDC, html: string): void {
  ctx.set(pageHeaders)
  ctx.body = html
}

function buildPolicy({ base, Prompt }: ConfigurationParts['interactionPolicy']) {
  const policy = base()
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0)
  return policy
}

/** Builds the configuration of `oidc-provider`. */
export function buildConfiguration(parts: ConfigurationParts): Configuration {
  const { options, people, keys, mountPath, cookieSuffix } = parts
  const signedBy = keys[0].alg
  const format = options.accessTokenFormat ?? 'jwt'
  const audience = options.audience ?? defaultAudience
  const accessTokenSeconds = options.accessTokenSeconds ?? defaultSeconds
  const sessionSeconds = options.sessionSeconds ?? day

  return {
    adapter: parts.adapter,
    jwks: { keys: keys.map(({ privateJwk }) => ({ ...privateJwk }) as never) },
    clientDefaults: { id_token_signed_response_alg: signedBy },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    scopes: listScopes(options),
    claims: { acr: null, auth_time: null, iss: null, sid: null, ...buildScopeClaims(people) },
    conformIdTokenClaims: format === 'opaque',
    findAccount: (_ctx, subject) => {
      const found = findPerson(people, subject)
      if (!found) return undefined
      // `conformIdTokenClaims` keeps the claims of `profile` and `email` out of the ID Token, but not those of `openid`.
      const onlyUserinfo = (use: string) => format === 'opaque' && use === 'id_token'
      return {
        accountId: subject,
        claims: (use) => (onlyUserinfo(use) ? { sub: subject } : buildAccountClaims(...found)),
      }
    },
    extraTokenClaims: (_ctx, token) => {
      const found = token.kind === 'AccessToken' ? findPerson(people, token.accountId) : undefined
      return found && buildCustomClaims(found[1])
    },
    interactions: {
      policy: buildPolicy(parts.interactionPolicy),
      url: (_ctx, interaction) => `${mountPath}/interaction/${interaction.uid}`,
    },
    loadExistingGrant: loadGrant,
    rotateRefreshToken: () => true,
    clientBasedCORS: () => false,
    cookies: {
      names: {
        session: `op_session_${cookieSuffix}`,
        interaction: `op_interaction_${cookieSuffix}`,
        resume: `op_resume_${cookieSuffix}`,
      },
      long: { httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 14 * day,
      IdToken: options.idTokenSeconds ?? 3600,
      Interaction: 3600,
      RefreshToken: 14 * day,
      Session: sessionSeconds,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: endSession,
        postLogoutSuccessSource: (ctx) => answerPage(ctx, renderSignedOutPage()),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, _client, oneOf) => oneOf ?? (format === 'jwt' ? audience : []),
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => buildResourceServer(parts, resource),
      },
    },
    renderError: (ctx, out, error) => {
      // The real reason is what a developer needs; `out` hides it behind server_error.
      const cause = out.error === 'server_error' ? { reason: error.message } : {}
      answerPage(ctx, renderErrorPage({ ...out, ...cause }))
    },
  }
}

function listScopes({ scopes = [] }: ProviderOptions): readonly string[] {
  return ['openid', 'profile', 'email', 'offline_access', ...scopes]
}

/** What an API is told of access tokens for it (RFC 8707). */
export function buildResourceServer(
  { options, keys }: Pick<ConfigurationParts, 'options' | 'keys'>,
  audience: string,
) {
  const isOpaque = options.opaqueAudiences?.includes(audience) === true
  return {
    audience,
    scope: listScopes(options).join(' '),
    accessTokenFormat: isOpaque ? 'opaque' : (options.accessTokenFormat ?? 'jwt'),
    accessTokenTTL: options.accessTokenSeconds ?? defaultSeconds,
    jwt: { sign: { alg: keys[0].alg } },
  }
}
