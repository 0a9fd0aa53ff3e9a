export { validateAuthorizationResponse } from './validation/authorization-response.ts'
export type {
  AuthorizationResponseRule,
  AuthorizationResponseResult,
  ResponseExpectations,
  ResponseParameters,
} from './validation/authorization-response.ts'
export { buildAuthorizationParameters } from './requests/authorization.ts'
export type { AuthorizationAttempt } from './requests/authorization.ts'
export { meetsRequirement } from './roles/requirement.ts'
export type { RoleRequirement } from './roles/requirement.ts'
export { claimPathFromDotted, claimPathFromPointer } from './claims/claim-path.ts'
export { listNameClaims } from './claims/claim-path.ts'
export type {
  ClaimPathStep,
  ClaimRef,
  ClaimSource,
  ListForm,
  NameClaim,
  RoleRule,
} from './claims/claim-path.ts'
export type { Claims, JsonObject, JsonValue } from './claims/json.ts'
export { readUserClaims } from './claims/user-claims.ts'
export type { AddressClaim, StandardClaims, UserClaims } from './claims/user-claims.ts'
export { withoutPrototype } from './claims/own-member.ts'
export { resolveClaim } from './claims/select-claim.ts'
export { checkOidcConfig } from './config/define-oidc-config.ts'
export type { ConfigIssue } from './errors/error-details.ts'
export { defineOidcConfig } from './config/define-oidc-config.ts'
export { fromAtoti } from './config/from-atoti.ts'
export type { AtotiImport } from './config/from-atoti.ts'
export type {
  AccessTokenProviderConfig,
  FoundProvidersConfig,
  TenantsConfig,
  ClientAuthentication,
  IntrospectionClient,
  KeepConfig,
  OidcConfig,
  PassthroughConfig,
  OwnPaths,
  PagesConfig,
  PathConfig,
  ProviderConfig,
  RoleRuleConfig,
  SecurityConfig,
  SessionConfig,
  SignInProviderConfig,
} from './config/oidc-config.ts'
export { accessTokenLookups, accessTokenProfiles } from './config/parse-provider.ts'
export type {
  AccessTokenLookup,
  AccessTokenProfile,
  AccessTokenProviderOptions,
  IntrospectionClientOptions,
  OidcOptions,
  PageLocale,
  PagesOptions,
  PassthroughOptions,
  PathOptions,
  ProviderOptions,
  RoleTable,
  SecurityOptions,
  SessionKeep,
  SessionOptions,
  TokenEndpointAuthMethod,
  UnsafeOptions,
} from './config/oidc-options.ts'
export { exceptIsMissing, parsePersonSecurity } from './config/parse-person-security.ts'
export type { PersonSecurity, PersonSecurityPlace } from './config/parse-person-security.ts'
export { namedRoles } from './config/parse-security.ts'
export { renderIssue, renderIssues } from './config/issues.ts'
export { listAlternatives } from './config/object-reader.ts'
export type { RolesOf } from './config/roles-of.ts'
export { describeUnknownKey } from './config/nearest-key.ts'
export { takeOptions } from './config/take-options.ts'
export type { TakenOptions } from './config/take-options.ts'
export { cleanLines, cleanText } from './errors/clean-text.ts'
export type { ErrorDetails, OidcErrorCode, ProviderOperation } from './errors/error-details.ts'
export {
  isIssuerOf,
  readTenant,
  resolveTenant,
  resolveTokenTenant,
  fillIssuer,
  tenantPlaceholder,
} from './config/tenant-issuer.ts'
export { denyTenant } from './roles/decide-access.ts'
export { parseFoundProvider } from './config/parse-found-provider.ts'
export type { FoundProvider } from './config/parse-found-provider.ts'
export { isOidcError, OidcError } from './errors/oidc-error.ts'
export { buildEndSessionParameters } from './requests/end-session.ts'
export type { EndSession } from './requests/end-session.ts'
export type { AccessSources, BearerSources, SignInSources } from './roles/claim-sources.ts'
export type { AccessTokenProblem, BearerFrom, ReadSource } from './roles/claim-sources.ts'
export { describeUngrantedRole } from './roles/explain-role.ts'
export { resolveName } from './roles/resolve-name.ts'
export type { ResolvedName } from './roles/resolve-name.ts'
export { decideByKeys, withholdsDefaults } from './roles/decide-by-keys.ts'
export type { DecisionByKeys, KeptPerson } from './roles/decide-by-keys.ts'
export { fingerprintClaims, fingerprintSecurity } from './config/fingerprint.ts'
export { decideAccess, decideRoles, denyByClaims } from './roles/decide-access.ts'
export { findPerson } from './roles/find-person.ts'
export type { FoundPerson } from './roles/find-person.ts'
export { denyByApplication } from './roles/deny-by-application.ts'
export type { AdmittedDecision, Decision, DeniedDecision } from './roles/decision.ts'
export type { DenialReason } from './roles/trace.ts'
export type { ImpliedRole } from './config/implied-roles.ts'
export { recordSecurity } from './roles/evidence.ts'
export { addHints } from './roles/hints.ts'
export { explainAccess } from './roles/explain-access.ts'
export type { ExplainOptions } from './roles/explain-access.ts'
export type {
  ArrivedClaims,
  ArrivedNames,
  GateTrace,
  KeyGrant,
  KeyTrace,
  NameHints,
  RuleNote,
  RuleOutcome,
  RuleTrace,
  Trace,
} from './roles/trace.ts'
export { validateSession } from './validation/session.ts'
export type { SessionInstants, SessionLifetimes, SessionResult } from './validation/session.ts'
export { pickProfileClaims, pickSessionClaims } from './validation/session-claims.ts'
export { validateAccessToken } from './validation/sign-in-access-token.ts'
export type { AccessTokenExpectations } from './validation/sign-in-access-token.ts'
export { validateIdToken } from './validation/id-token.ts'
export type { BrokenIdTokenRule, IdTokenExpectations, IdTokenRule } from './validation/id-token.ts'
export { validateLogoutToken } from './validation/logout-token.ts'
export type {
  LogoutRequest,
  LogoutTokenExpectations,
  LogoutTokenResult,
  LogoutTokenRule,
} from './validation/logout-token.ts'
export { validateRefreshedIdToken } from './validation/refreshed-id-token.ts'
export type { OriginalIdToken, RefreshedIdTokenExpectations } from './validation/refreshed-id-token.ts'
export { hasDuplicateMember } from './claims/parse-json.ts'
export { isNestedTooDeep } from './claims/parse-json.ts'
export { isFutureInstant, isInstant, isPastInstant, isRecentInstant } from './validation/instant.ts'
export type { Clock } from './validation/instant.ts'
export { hasCanonicalEnd } from './validation/base64url.ts'
export { isSubject } from './validation/subject.ts'
export { isLoopback } from './config/parse-urls.ts'
export { isSameText } from './validation/same-text.ts'
export { parseJson } from './claims/parse-json.ts'
export { planSignIn } from './roles/sign-in-plan.ts'
export { signingAlgorithms } from './validation/compact-jws.ts'
export { maxJwsLength, splitCompactJws } from './validation/compact-jws.ts'
export type { CompactJws } from './validation/compact-jws.ts'
export type { SignInPlan, TokenFormat } from './roles/sign-in-plan.ts'
