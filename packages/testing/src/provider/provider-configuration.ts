import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import type { SigningKey } from '../keys/signing-key.ts'
import { renderErrorPage } from './pages/error-page.ts'
import { pageHeaders } from './pages/page.ts'
import { renderSignedOutPage } from './pages/sign-out-page.ts'
import { buildAccountClaims, buildCustomClaims, buildScopeClaims, findPerson } from './account-claims.ts'
import { endSession } from './end-session.ts'
import { loadGrant } from './load-grant.ts'
import type { loadOidcProvider } from './load-oidc-provider.ts'
import type { ProviderShape } from './presets/preset.ts'
import type { People, ProviderOptions } from './provider-options.ts'

export interface ConfigurationParts {
  readonly options: ProviderOptions
  readonly shape: ProviderShape
  readonly people: People
  readonly keys: readonly [SigningKey, ...SigningKey[]]
  readonly adapter: NonNullable<Configuration['adapter']>
  readonly mountPath: string
  /** Distinguishes the cookies of this provider from those of another provider on the same host, because cookies ignore ports. */
  readonly cookieSuffix: string
  readonly oidc: Awaited<ReturnType<typeof loadOidcProvider>>
}

const day = 86_400

function answerPage(ctx: KoaContextWithOIDC, html: string): void {
  ctx.set(pageHeaders)
  ctx.body = html
}

function buildPolicy({ base, Prompt }: ConfigurationParts['oidc']['interactionPolicy']) {
  const policy = base()
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0)
  return policy
}

/** Builds the configuration of `oidc-provider`. */
export function buildConfiguration(parts: ConfigurationParts): Configuration {
  const { options, shape, people, keys, mountPath, cookieSuffix } = parts
  const { endpoints } = shape
  const signedBy = keys[0].alg
  const format = options.accessTokenFormat ?? 'jwt'
  const sessionSeconds = options.sessionSeconds ?? day

  return {
    adapter: parts.adapter,
    jwks: { keys: keys.map(({ privateJwk }) => ({ ...privateJwk }) as never) },
    clientDefaults: { id_token_signed_response_alg: signedBy },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    responseTypes: ['code'],
    pkce: { required: () => options.allowWithoutPkce !== true },
    scopes: listScopes(parts),
    extraParams: shape.readsAudienceParameter ? ['audience'] : [],
    routes: { ...endpoints },
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
      policy: buildPolicy(parts.oidc.interactionPolicy),
      url: (_ctx, interaction) => `${mountPath}/interaction/${interaction.uid}`,
    },
    loadExistingGrant: loadGrant,
    rotateRefreshToken: () => options.rotation !== 'none',
    issueRefreshToken: (_ctx, _client, { scopes }) => isRefreshTokenIssued(parts, scopes),
    clientBasedCORS: () => false,
    // The package refuses loopback addresses, and applications of tests and of the demo have no others.
    fetch: (url, init) => {
      const { dispatcher: _, ...others } = init as Record<string, unknown>
      return fetch(url, others)
    },
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
      AccessToken: () => resolveAccessTokenSeconds(parts),
      AuthorizationCode: 60,
      Grant: 14 * day,
      IdToken: options.idTokenSeconds ?? shape.idTokenSeconds,
      Interaction: 3600,
      RefreshToken: 14 * day,
      Session: sessionSeconds,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: endpoints.userinfo !== undefined },
      pushedAuthorizationRequests: { enabled: endpoints.pushed_authorization_request !== undefined },
      introspection: { enabled: endpoints.introspection !== undefined, allowedPolicy: () => true },
      revocation: {
        enabled: endpoints.revocation !== undefined,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => endSession(ctx, form, shape),
        postLogoutSuccessSource: (ctx) => answerPage(ctx, renderSignedOutPage()),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, _client, oneOf) =>
          oneOf ?? readAudience(ctx) ?? resolveDefaultAudience(parts) ?? [],
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => {
          if (shape.refusesUnknownScopes) refuseUnknownScopes(ctx, parts)
          return buildResourceServer(parts, resource)
        },
      },
    },
    renderError: (ctx, out, error) => {
      // A developer needs the real reason, and `out` has only server_error.
      const cause = out.error === 'server_error' ? { reason: error.message } : {}
      answerPage(ctx, renderErrorPage({ ...out, ...cause }))
    },
  }
}

type AudienceParts = Pick<ConfigurationParts, 'options' | 'shape'>

/** Returns the audience of access tokens that are requested without an API. Undefined: they are opaque. */
export function resolveDefaultAudience({ options, shape }: AudienceParts): string | undefined {
  return options.accessTokenFormat === 'opaque' ? undefined : (options.audience ?? shape.defaultAudience)
}

/** Reads the parameter `audience`. It exists only if the shape has `readsAudienceParameter`. */
function readAudience({ oidc }: KoaContextWithOIDC): string | undefined {
  const audience = oidc.params?.['audience']
  return typeof audience === 'string' ? audience : undefined
}

function refuseUnknownScopes({ oidc }: KoaContextWithOIDC, parts: ConfigurationParts): void {
  const known = listScopes(parts)
  const unknown = [...oidc.requestParamScopes].find((name) => !known.includes(name))
  if (unknown !== undefined) throw new parts.oidc.errors.InvalidScope('Invalid scopes', unknown)
}

function listScopes({ options, shape }: AudienceParts): readonly string[] {
  return ['openid', 'profile', 'email', 'offline_access', ...shape.scopes, ...(options.scopes ?? [])]
}

function isRefreshTokenIssued({ options, shape }: AudienceParts, scopes: ReadonlySet<string>): boolean {
  const issue = options.refreshTokens ?? (shape.alwaysIssuesRefreshTokens ? 'always' : 'with_offline_access')
  return issue === 'always' || (issue === 'with_offline_access' && scopes.has('offline_access'))
}

function resolveAccessTokenSeconds({ options, shape }: AudienceParts): number {
  const { accessTokenSeconds = shape.accessTokenSeconds } = options
  return typeof accessTokenSeconds === 'function' ? accessTokenSeconds() : accessTokenSeconds
}

/** The settings of the access tokens for an API (RFC 8707). */
export function buildResourceServer(
  parts: Pick<ConfigurationParts, 'options' | 'shape' | 'keys'>,
  audience: string,
) {
  const { options, keys } = parts
  const isOpaque = options.opaqueAudiences?.includes(audience) === true
  return {
    audience,
    scope: listScopes(parts).join(' '),
    accessTokenFormat: isOpaque ? 'opaque' : (options.accessTokenFormat ?? 'jwt'),
    accessTokenTTL: resolveAccessTokenSeconds(parts),
    jwt: { sign: { alg: keys[0].alg } },
  }
}
