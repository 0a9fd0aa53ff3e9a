export {}
export { assessAuthorizationResponse } from './authorization/assess-authorization-response.ts'
export type {
  AuthorizationResponseRule,
  AuthorizationResponseVerdict,
  ResponseExpectations,
  ResponseParameters,
} from './authorization/assess-authorization-response.ts'
export { buildAuthorizationParameters } from './authorization/build-authorization-parameters.ts'
export type { AuthorizationAttempt } from './authorization/build-authorization-parameters.ts'
export { meetsRequirement } from './authorization/meets-requirement.ts'
export type { RoleRequirement } from './authorization/meets-requirement.ts'
export type { ErrorDetails, OidcErrorCode, ProviderOperation } from './errors/error-details.ts'
export { isOidcError, OidcError } from './errors/oidc-error.ts'
export { buildEndSessionParameters } from './logout/build-end-session-parameters.ts'
export type { EndSession } from './logout/build-end-session-parameters.ts'
export { assessSession } from './session/assess-session.ts'
export type { SessionInstants, SessionLifetimes, SessionVerdict } from './session/assess-session.ts'
export { pickProfileClaims } from './session/pick-profile-claims.ts'
export { assessIdToken } from './tokens/assess-id-token.ts'
export type { BrokenIdTokenRule, IdTokenExpectations, IdTokenRule } from './tokens/assess-id-token.ts'
export { hasDuplicateMember } from './tokens/has-duplicate-member.ts'
export { isSameText } from './tokens/is-same-text.ts'
export { planSignIn } from './tokens/plan-sign-in.ts'
export { splitCompactJws } from './tokens/split-compact-jws.ts'
export type { CompactJws } from './tokens/split-compact-jws.ts'
export type { SignInPlan, TokenFormat } from './tokens/token-format.ts'
