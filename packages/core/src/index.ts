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
export { claimPathFromDotted, claimPathFromPointer } from './claims/claim-path.ts'
export type { ClaimPathStep, ClaimRef, ClaimSource, RoleRule } from './claims/claim-ref.ts'
export type { Claims, JsonObject, JsonValue } from './claims/json.ts'
export { withoutPrototype } from './claims/own-member.ts'
export { resolveClaim } from './claims/resolve-claim.ts'
export { checkOidcConfig } from './config/check-oidc-config.ts'
export type { ConfigIssue } from './config/config-issue.ts'
export { defineOidcConfig } from './config/define-oidc-config.ts'
export { fromAtoti } from './config/from-atoti.ts'
export type { AtotiImport } from './config/from-atoti.ts'
export type {
  OidcConfig,
  PassthroughConfig,
  PathConfig,
  ProviderConfig,
  RoleRuleConfig,
  SecurityConfig,
  SessionConfig,
} from './config/oidc-config.ts'
export type {
  OidcOptions,
  PassthroughOptions,
  PathOptions,
  ProviderOptions,
  RoleTable,
  SecurityOptions,
  SessionKeep,
  SessionOptions,
  TokenEndpointAuthMethod,
} from './config/oidc-options.ts'
export { renderIssue, renderIssues } from './config/render-issues.ts'
export type { RolesOf } from './config/roles-of.ts'
export { takeOptions } from './config/take-options.ts'
export type { TakenOptions } from './config/take-options.ts'
export { cleanLines, cleanText } from './errors/clean-text.ts'
export type { ErrorDetails, OidcErrorCode, ProviderOperation } from './errors/error-details.ts'
export { isOidcError, OidcError } from './errors/oidc-error.ts'
export { buildEndSessionParameters } from './logout/build-end-session-parameters.ts'
export type { EndSession } from './logout/build-end-session-parameters.ts'
export type { AccessSources, BearerSources, SignInSources } from './roles/access-sources.ts'
export type { AccessTokenProblem } from './roles/access-token-problem.ts'
export { decideAccess } from './roles/decide-access.ts'
export type { AdmittedDecision, Decision, DeniedDecision } from './roles/decision.ts'
export type { DenialReason } from './roles/denial-reason.ts'
export type { ImpliedRole } from './roles/expand-implied-roles.ts'
export { explainAccess } from './roles/explain-access.ts'
export type { GateTrace, KeyGrant, KeyTrace, RuleNote, RuleOutcome, RuleTrace, Trace } from './roles/trace.ts'
export { assessSession } from './session/assess-session.ts'
export type { SessionInstants, SessionLifetimes, SessionVerdict } from './session/assess-session.ts'
export { pickProfileClaims } from './session/pick-profile-claims.ts'
export { assessAccessToken } from './tokens/assess-access-token.ts'
export type { AccessTokenExpectations } from './tokens/assess-access-token.ts'
export { assessIdToken } from './tokens/assess-id-token.ts'
export type { BrokenIdTokenRule, IdTokenExpectations, IdTokenRule } from './tokens/assess-id-token.ts'
export { hasDuplicateMember } from './tokens/has-duplicate-member.ts'
export { isNestedTooDeep } from './tokens/is-nested-too-deep.ts'
export { isFutureInstant, isInstant, isPastInstant, isRecentInstant } from './tokens/is-instant.ts'
export type { Clock } from './tokens/is-instant.ts'
export { isSameText } from './tokens/is-same-text.ts'
export { parseJson } from './tokens/parse-json.ts'
export { planSignIn } from './tokens/plan-sign-in.ts'
export { signingAlgorithms } from './tokens/signing-algorithms.ts'
export { splitCompactJws } from './tokens/split-compact-jws.ts'
export type { CompactJws } from './tokens/split-compact-jws.ts'
export type { SignInPlan, TokenFormat } from './tokens/token-format.ts'
