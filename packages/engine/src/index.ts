export { createCallers } from './create-callers.ts'
export type { CallerReading, Callers, MarkPrivate } from './create-callers.ts'
export { createEngine } from './create-engine.ts'
export type { Caller, Engine, EngineMemory, Gate, HandleOptions } from './create-engine.ts'
export type { EngineOptions, EngineProviderOptions } from './engine-options.ts'
export { buildRoleGate } from './gate/gate-options.ts'
export type { GateOptions, RequiredRoles } from './gate/gate-options.ts'
export type { ApiTokenOptions } from './grants/api-token-options.ts'
export type { ApiAccess } from './grants/create-api-access.ts'
export { requestClientCredentialsToken } from './grants/request-client-credentials-token.ts'
export { requestPasswordToken } from './grants/request-password-token.ts'
export type { PasswordTokenOptions } from './grants/request-password-token.ts'
export { buildPrivateResponse } from './http/build-private-response.ts'
export { buildPrivateVary, privateCacheControl, setPrivateHeaders } from './http/private-headers.ts'
export type { RequestFacts } from './http/request-facts.ts'
export type {
  CompleteClaims,
  IncompleteSignIn,
  ResolverFetch,
  ResolverRequest,
} from './overage/complete-claims.ts'
export { microsoftGraphGroups } from './overage/microsoft-graph.ts'
export type { MicrosoftGraphOptions } from './overage/microsoft-graph.ts'
export type { EngineEvent, Ports } from './ports.ts'
export type { SecuritySource } from './security/security-source.ts'
export type { Anonymous, Auth, Authenticated, User } from './session/auth.ts'
