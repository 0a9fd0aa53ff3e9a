import type { ProviderShape } from './preset.ts'

/** The embedded provider without a preset. */
export const plainShape: ProviderShape = {
  mountPath: '',
  issuerSuffix: '',
  endpoints: {
    authorization: '/auth',
    token: '/token',
    jwks: '/jwks',
    end_session: '/session/end',
    userinfo: '/me',
    introspection: '/token/introspection',
    revocation: '/token/revocation',
    pushed_authorization_request: '/request',
  },
  scopes: [],
  accessTokenSeconds: 3600,
  idTokenSeconds: 3600,
  defaultAudience: 'https://api.example.com',
  readsAudienceParameter: false,
  refusesUnknownScopes: false,
  alwaysIssuesRefreshTokens: false,
  buildSub: (subject) => subject,
}
