// For applications. Authors of adapters and of stores find the rest in ./adapter.ts.
export { createEngine } from './create-engine.ts'
export type { Engine } from './create-engine.ts'
export type { EndSessions, SessionsToEnd } from './access/sessions-to-end.ts'
export type {
  EngineAccessTokenProviderOptions,
  EngineOptions,
  EngineProviderOptions,
  EngineSessionOptions,
  FindProvider,
  FoundProviderOptions,
  ProviderSource,
} from './engine-options.ts'
export type { AllowsTenant } from './providers/allowed-tenants.ts'
export type { SecurityPerson } from './providers/security-person.ts'
export type { SecuritySource } from './providers/security-source.ts'
export type { EngineEvent } from './events.ts'
export type { StreamEvent } from './stream-events.ts'
export type { Ports } from './ports.ts'
export type { OnSignIn, SignInHookResult, SignInToAdmit } from './sessions/sign-in-hook.ts'
export { memoryReplayStore } from './sessions/memory-replay-store.ts'
export type { MemoryReplayStoreOptions } from './sessions/memory-replay-store.ts'
export type { ReplayClaim, ReplayResult, ReplayStore } from './cache/replay-store.ts'
export type { Revocation } from './cache/revocations.ts'
export { memoryStore } from './sessions/memory-store.ts'
export type { MemoryStoreOptions } from './sessions/memory-store.ts'
export type { SessionStore, StoredSession } from './sessions/session-store.ts'
export type { EnginePagesOptions, PageToRender, RenderPage } from './pages/render-option.ts'
export type { PageData, PageKind } from './pages/page-content.ts'
export type { HandleOptions } from './http/wait-until.ts'
export type { HttpRequest } from './http/request.ts'
export { isFromOrigin } from './http/is-from-origin.ts'
export { buildPrivateResponse } from './http/private-headers.ts'
export type {
  Anonymous,
  AnonymousData,
  Auth,
  AuthData,
  Authenticated,
  AuthenticatedBySession,
  AuthenticatedByToken,
  AuthenticatedData,
  Person,
  User,
} from './access/auth.ts'
export type { ActiveSession, NoSession, SessionResponse } from './access/session-response.ts'
export type { ExtraIn, RoleIn, UserTypes, UserTypesOf, WithExtra } from './access/with-extra.ts'
export type { RequestAuth } from './access/request-auth.ts'
export type { PersonAccess } from './access/person-access.ts'
export type { PersonFetch } from './access/person-fetch.ts'
export type { PersonTokens, TokenReading } from './access/person-tokens.ts'
export { watchAccess } from './access/watch-access.ts'
export type { AccessWatch, WatchAccessOptions } from './access/watch-access.ts'
export { defineGate } from './access/define-gate.ts'
export type {
  AdmittedBy,
  AllRoles,
  BearerGateOptions,
  ClosedGateOptions,
  Gate,
  GateOptions,
  OpenGateOptions,
  RequireRole,
} from './access/gate-options.ts'
export type { BearerOptions } from './access/bearer/options.ts'
export type { BearerAuthentication, BearerAuthenticationResult } from './access/bearer/authentication.ts'
export type {
  CompleteClaims,
  IncompleteSignIn,
  ResolverFetch,
  ResolverRequest,
} from './distributed-claims/complete-claims.ts'
export { microsoftGraphGroups } from './distributed-claims/microsoft-graph.ts'
export type { MicrosoftGraphOptions } from './distributed-claims/microsoft-graph.ts'
export type { ApiTokenOptions } from './providers/grants/api-token-options.ts'
export type { ApiAccess } from './providers/grants/api-access.ts'
export { requestClientCredentialsToken } from './providers/grants/client-credentials.ts'
export { requestPasswordToken } from './providers/grants/password.ts'
export type { PasswordTokenOptions } from './providers/grants/password.ts'
export { decideAccess, defineOidcConfig, explainAccess, isOidcError, OidcError } from '@x/oidc-core'
