export { createOidc } from './create-oidc.ts'
export type { Oidc, RouteContext, RouteHandler } from './oidc.ts'
export type { OtherProxy } from './pass-request.ts'
export type { PagesRequest } from './read-request.ts'
// Re-exported, so that applications need to install no other package.
export {
  checkOidcConfig,
  claimPathFromDotted,
  claimPathFromPointer,
  decideAccess,
  defineOidcConfig,
  explainAccess,
  fromAtoti,
  isOidcError,
  OidcError,
  resolveClaim,
} from '@x/oidc-core'
export type {
  AccessSources,
  AccessTokenProviderOptions,
  AdmittedDecision,
  AtotiImport,
  ClaimRef,
  Claims,
  ClaimSource,
  ConfigIssue,
  Decision,
  DenialReason,
  DeniedDecision,
  ErrorDetails,
  GateTrace,
  KeyGrant,
  KeyTrace,
  NameClaim,
  OidcConfig,
  OidcErrorCode,
  OidcOptions,
  ProviderConfig,
  ProviderOptions,
  RoleRule,
  RolesOf,
  RoleTable,
  RuleNote,
  RuleOutcome,
  RuleTrace,
  SecurityOptions,
  SessionOptions,
  Trace,
} from '@x/oidc-core'
export { microsoftGraphGroups } from '@x/oidc-engine'
export type {
  Auth,
  Authenticated,
  CompleteClaims,
  EngineEvent,
  EngineOptions,
  IncompleteSignIn,
  MicrosoftGraphOptions,
  User,
} from '@x/oidc-engine'
