export { createOidc } from './create-oidc.ts'
export type { Oidc, RouteContext, RouteHandler } from './oidc.ts'
export type { Auth, Authenticated, EngineEvent, EngineOptions, User } from '@x/oidc-engine'
export { isOidcError, OidcError, explainAccess } from '@x/oidc-core'
