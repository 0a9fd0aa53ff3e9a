export type { BearerOptions, TokenLookup, TokenProfile } from './bearer/bearer-options.ts'
export type { BearerGuard, GuardOptions, GuardVerdict } from './bearer/create-bearer-guard.ts'
export type { AnswerMarks } from './callers/admission.ts'
export { createAuthProperty } from './callers/create-auth-property.ts'
export { createCallers } from './callers/create-callers.ts'
export type { Answered, CallerReading, Callers, Framework, GateOrGuard } from './callers/create-callers.ts'
export { createOverwriteReport } from './callers/create-overwrite-report.ts'
export type { ReportOverwrite } from './callers/create-overwrite-report.ts'
export { isPromise } from './callers/is-promise.ts'
export { createEngine } from './create-engine.ts'
export type { Engine, EngineMemory } from './create-engine.ts'
export type { EngineOptions, EngineProviderOptions } from './engine-options.ts'
export type { Caller } from './gate/caller.ts'
export { answerForbidden, buildForbiddenUrl } from './gate/forbidden-address.ts'
export type { AdmittedBy, Gate } from './gate/gate.ts'
export { buildRoleGate } from './gate/build-role-gate.ts'
export { defineGate } from './gate/define-gate.ts'
export type {
  BearerGateOptions,
  ClosedGateOptions,
  GateOptions,
  OpenGateOptions,
  RequiredRoles,
} from './gate/gate-options.ts'
export { answerStaleRedirect, markGateRedirect } from './gate/stale-redirect.ts'
export type { ApiTokenOptions } from './grants/api-token-options.ts'
export type { ApiAccess } from './grants/create-api-access.ts'
export { requestClientCredentialsToken } from './grants/request-client-credentials-token.ts'
export { requestPasswordToken } from './grants/request-password-token.ts'
export type { PasswordTokenOptions } from './grants/request-password-token.ts'
export { buildPrivateResponse } from './http/build-private-response.ts'
export { createHeaderLookUp } from './http/create-header-look-up.ts'
export type { ReceivedHeaders } from './http/create-header-look-up.ts'
export { listHeaders } from './http/list-headers.ts'
export { listMissingCookies } from './http/list-missing-cookies.ts'
export {
  buildPrivateVary,
  overrulingHeaders,
  privateCacheControl,
  setPrivateHeaders,
} from './http/private-headers.ts'
export { renderFailure } from './http/describe-error.ts'
export type { HandleOptions } from './http/handle-options.ts'
export type { RequestFacts } from './http/request-facts.ts'
export type {
  CompleteClaims,
  IncompleteSignIn,
  ResolverFetch,
  ResolverRequest,
} from './overage/complete-claims.ts'
export { microsoftGraphGroups } from './overage/microsoft-graph.ts'
export type { MicrosoftGraphOptions } from './overage/microsoft-graph.ts'
export { guardLog } from './ports.ts'
export type { EngineEvent, Ports } from './ports.ts'
export type { SecuritySource } from './security/security-source.ts'
export type { Anonymous, Auth, Authenticated, User } from './session/auth.ts'
export type { ReplayClaim, ReplayResult, ReplayStore } from './sharing/replay-store.ts'
