export { createOidc } from './create-oidc.ts'
export type { Middleware, Oidc, OidcRequest } from './create-oidc.ts'
export type { Auth, Authenticated, EngineEvent, EngineOptions, User } from '@x/oidc-engine'
export { isOidcError, OidcError, explainAccess } from '@x/oidc-core'
