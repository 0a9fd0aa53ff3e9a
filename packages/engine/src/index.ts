export type { BearerOptions, TokenLookup, TokenProfile } from './access/bearer/options.ts'
export type {
  BearerAuthentication,
  GuardOptions,
  BearerAuthenticationResult,
} from './access/bearer/authentication.ts'
export type { ResponseHeaders } from './access/framework.ts'
export { createAuthProperty } from './access/auth-property.ts'
export { createCallers } from './access/framework.ts'
export type { Answered, CallerReading, Callers, Framework, GateOrGuard } from './access/framework.ts'
export { createOverwriteReport } from './access/overwrite-report.ts'
export type { ReportOverwrite } from './access/overwrite-report.ts'
export { isPromise } from './access/is-promise.ts'
export { createEngine } from './create-engine.ts'
export type { Engine, EngineMemory } from './create-engine.ts'
export type { EngineOptions, EngineProviderOptions } from './engine-options.ts'
export type { RequestAuth } from './access/request-auth.ts'
export { answerForbidden, buildForbiddenUrl } from './access/forbidden-address.ts'
export type { AdmittedBy, Gate } from './access/gate.ts'
export { buildRoleGate } from './access/define-gate.ts'
export { defineGate } from './access/define-gate.ts'
export type {
  BearerGateOptions,
  ClosedGateOptions,
  GateOptions,
  OpenGateOptions,
  RequiredRoles,
} from './access/gate.ts'
export { answerStaleRedirect, markGateRedirect } from './access/stale-redirect.ts'
export type { ApiTokenOptions } from './providers/grants/api-token-options.ts'
export type { ApiAccess } from './providers/grants/api-access.ts'
export { requestClientCredentialsToken } from './providers/grants/client-credentials.ts'
export { requestPasswordToken } from './providers/grants/password.ts'
export type { PasswordTokenOptions } from './providers/grants/password.ts'
export { buildPrivateResponse } from './http/private-headers.ts'
export { createHeaderLookUp } from './http/node-headers.ts'
export type { ReceivedHeaders } from './http/node-headers.ts'
export { listHeaders } from './http/node-headers.ts'
export { listMissingCookies } from './http/private-headers.ts'
export {
  buildPrivateVary,
  overrulingHeaders,
  privateCacheControl,
  setPrivateHeaders,
} from './http/private-headers.ts'
export { renderFailure } from './http/describe-error.ts'
export type { HandleOptions } from './http/keep-alive.ts'
export type { BodyLimits } from './http/body.ts'
export { BodyCollector, buildCutOff, buildReadBefore, buildUnreadable, readWebBody } from './http/body.ts'
export { readForm } from './http/form.ts'
export { readHttpRequest } from './http/request.ts'
export type { HttpRequest } from './http/request.ts'
export type {
  CompleteClaims,
  IncompleteSignIn,
  ResolverFetch,
  ResolverRequest,
} from './distributed-claims/complete-claims.ts'
export { microsoftGraphGroups } from './distributed-claims/microsoft-graph.ts'
export type { MicrosoftGraphOptions } from './distributed-claims/microsoft-graph.ts'
export { guardLog } from './ports.ts'
export type { EngineEvent, Ports } from './ports.ts'
export type { SecuritySource } from './providers/security.ts'
export type { Anonymous, Auth, Authenticated, User } from './access/auth.ts'
export type { ReplayClaim, ReplayResult, ReplayStore } from './cache/replay-store.ts'
