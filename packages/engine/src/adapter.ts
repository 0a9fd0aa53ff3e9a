// For authors of adapters and of stores. The exports for applications are in ./index.ts.

// The functions and types with which an adapter is built.
export { createFrameworkAuth } from './access/framework/framework.ts'
export type {
  AuthAccessors,
  EngineResponse,
  Framework,
  FrameworkAuth,
  FrameworkEngine,
  GateOrBearer,
} from './access/framework/framework.ts'
export { createPersonAccess } from './access/person-access.ts'
export { createLossReport } from './access/report-lost-cookies.ts'
export { buildTokensErrorResponse } from './http/http-error.ts'
export { mergeSetCookies } from './cookies/merge-set-cookies.ts'
export type { ResponseHeaders, WatchedAuth } from './access/framework/watched-auth.ts'
export { createAuthProperty } from './access/framework/auth-property.ts'
export { isPromise } from './maybe-promise.ts'
export type { BearerRequestOptions } from './access/bearer/authentication.ts'
export { hasToken } from './access/bearer/authorization-header.ts'
export { refuseUncalled } from './access/framework/refuse-uncalled.ts'
export { buildRoleGate } from './access/define-gate.ts'
export type { RequiredRoles } from './access/gate-options.ts'
export type { EngineMemory } from './create-context.ts'
export { separateSecurity } from './providers/security-source.ts'
export type { PlacedSource, SeparatedSecurity } from './providers/security-source.ts'
export { shareInProcess } from './cache/process-registry.ts'
export { renderFailure } from './http/describe-error.ts'
export { createEmitter } from './event-subscribers.ts'
export type { EmitEvent, EventReceivers } from './event-subscribers.ts'

// Requests, their headers and bodies.
export { readHttpRequest, withoutPage } from './http/request.ts'
export { BodyCollector, buildCutOff, buildReadBefore, buildUnreadable, readWebBody } from './http/body.ts'
export type { BodyLimits } from './http/body.ts'
export { readForm } from './http/form.ts'
export { createHeaderLookUp, listHeaders } from './http/node-headers.ts'
export type { ReceivedHeaders } from './http/node-headers.ts'

// Headers of responses.
export { bodyHeaders } from './http/body-headers.ts'
export {
  buildPrivateVary,
  listMissingCookies,
  overrulingHeaders,
  privateCacheControl,
  setPrivateHeaders,
} from './http/private-headers.ts'
export { createOverwriteReport } from './access/framework/overwrite-report.ts'
export type { ReportOverwrite } from './access/framework/overwrite-report.ts'

// For frameworks whose pages cannot set a status, or whose caches may store a redirect.
export { answerForbidden, buildForbiddenUrl } from './access/framework/forbidden-address.ts'
export { answerRouterFetch } from './access/framework/router-fetch.ts'
export { answerStaleRedirect, markGateRedirect } from './access/framework/stale-redirect.ts'

// Stores: a `ReplayStore` is given to `replayStore`, a `SessionStore` to `session.store`.
export type { ReplayClaim, ReplayResult, ReplayStore } from './cache/replay-store.ts'
export type { Revocation } from './cache/revocations.ts'
export type { SessionStore, StoredSession } from './sessions/session-store.ts'
