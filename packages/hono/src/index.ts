export { createOidc, type Oidc, type OidcEnv } from './create-oidc.ts'
export type { Auth, Authenticated, EngineEvent, EngineOptions, User } from '@x/oidc-engine'
export { isOidcError, OidcError, explainAccess } from '@x/oidc-core'
