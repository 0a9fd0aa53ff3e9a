export { createOidc } from './create-oidc.ts'
export type { Oidc } from './create-oidc.ts'
export type { Hook, PluginOptions } from './create-plugin.ts'
export type { ReplyOnNode, RequestOnNode } from './reply.ts'
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
