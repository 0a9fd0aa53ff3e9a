export { startProvider } from './provider/start-provider.ts'
export type { EmbeddedProvider } from './provider/start-provider.ts'
export type {
  ClientOptions,
  People,
  Person,
  PresetName,
  ProviderOptions,
  RefreshTokenIssue,
} from './provider/provider-options.ts'
export type { RefreshCounts } from './provider/watch-refreshes.ts'
export type { SigningAlg, SigningKey } from './keys/signing-key.ts'
export type { LoopbackHost, Outage } from './server/loopback-server.ts'
export type { LoggedRequest, RequestLog } from './server/request-log.ts'
export { startMisbehavingProvider } from './misbehaving/start-misbehaving-provider.ts'
export type { MisbehavingOptions, MisbehavingProvider } from './misbehaving/misbehaving-provider.ts'
export type { Endpoint, JsonRecord, ProviderAnswer, ProviderRequest, Twists } from './misbehaving/twists.ts'
export { signAccessToken } from './misbehaving/sign-access-token.ts'
export type { AccessTokenClaims } from './misbehaving/sign-access-token.ts'
export { buildCertificate } from './keys/build-certificate.ts'
export type { BuiltCertificate } from './keys/build-certificate.ts'
export { signJws } from './keys/sign-jws.ts'
export type { JwsParts } from './keys/sign-jws.ts'
export { signDpopProof } from './keys/sign-dpop-proof.ts'
export type { ProofOptions } from './keys/sign-dpop-proof.ts'
export { createUserAgent } from './user-agent/create-user-agent.ts'
export type {
  AgentResponse,
  Hop,
  NavigationOptions,
  UserAgent,
  UserAgentOptions,
} from './user-agent/create-user-agent.ts'
export type { FormChoice } from './user-agent/form-submission.ts'
export { obtainTokens } from './provider/obtain-tokens.ts'
export type { TokenWish } from './provider/obtain-tokens.ts'
export type { Tokens } from './user-agent/code-flow.ts'
export { choosePerson, isSignInPage, signIn } from './user-agent/sign-in.ts'
export { sendRequest } from './user-agent/send-request.ts'
export type { RawRequest, RawResponse } from './user-agent/send-request.ts'
export { createGate } from './server/gate.ts'
export type { Gate } from './server/gate.ts'
export { startHttpServer } from './server/start-http-server.ts'
export type { RunningServer } from './server/start-http-server.ts'
export { launchBrowser } from './browser/launch-browser.ts'
export { listPropertyNames } from './hostile/list-property-names.ts'
export { hostileValues, pairWithHostileValues, whilePolluted } from './hostile/while-polluted.ts'
export { adapterContract } from './contract/adapter-contract.ts'
export {
  contractAudience,
  contractClient,
  contractCookies,
  contractKeycloak,
  contractOptions,
  contractOverwritten,
  contractPeople,
  contractSignIn,
  contractTexts,
  overwrites,
  readsBody,
} from './contract/contract-app.ts'
export type { ContractApp, ContractCase, ContractEvent, InjectedResponse } from './contract/contract-app.ts'
export { contractAnswers } from './contract/contract-answers.ts'
export { serveContractApp } from './contract/serve-contract-app.ts'
export type { ContractOptions } from './contract/serve-contract-app.ts'
export { logoutContract } from './contract/refresh/logout-contract.ts'
export { thirdPartyLoginContract } from './contract/refresh/third-party-login-contract.ts'
export { refreshContract } from './contract/refresh/refresh-contract.ts'
export { refreshOptions, refreshPerson, startRefreshProvider } from './contract/refresh/refresh-app.ts'
export type { RefreshApp, RefreshCase, RefreshSettings } from './contract/refresh/refresh-app.ts'
export { serveRefreshApp } from './contract/refresh/serve-refresh-app.ts'
export { claimAtRefresh, signInWithExpiredToken } from './contract/refresh/refresh-steps.ts'
export { logoutDefects } from './contract/defects/logout-defects.ts'
export type { AnswerDefect, CorrectApp } from './contract/defects/logout-defects.ts'
export { thirdPartyLoginDefects } from './contract/defects/third-party-login-defects.ts'
export { refreshDefects } from './contract/defects/refresh-defects.ts'
export type {
  ChangeHead,
  HeadToChange,
  PersonFunctions,
  RefreshDefect,
} from './contract/defects/refresh-defects.ts'
export { carelessAnswer } from './contract/defects/careless-answer.ts'
export { contractDefects } from './contract/defects/contract-defects.ts'
export type { Defect } from './contract/defects/defect.ts'
export { plantInFetch, plantInListener } from './contract/defects/plant-refresh-defect.ts'
export { runContractCase, runRefreshCase } from './contract/defects/run-contract-case.ts'
export { assertSignsOutInBrowser } from './contract/assert-signs-out-in-browser.ts'
export { minimalOptions } from './contract/minimal-options.ts'
export { describeReplayStore } from './stores/replay-store-contract.ts'
export type {
  CreateReplayStore,
  ReplayStoreSettings,
  ReplayStoreTraits,
  StoreCase,
  TestedReplayStore,
} from './stores/replay-store-contract.ts'
export { describeBrowserSessions } from './stores/browser-sessions-contract.ts'
export type {
  CreateBrowserSessions,
  BrowserSessionsSettings,
  TestedSession,
  TestedBrowserSessions,
} from './stores/tried-browser-sessions.ts'
export { describeSessionStore } from './stores/session-store-contract.ts'
export type {
  CreateSessionStore,
  SessionStoreSettings,
  SessionStoreTraits,
} from './stores/session-store-contract.ts'
export type { TestedSessionStore, TestedStoredSession } from './stores/tried-session-store.ts'
export { signedInBrowserCookies, signedInCookie } from './signed-in/signed-in-cookie.ts'
export type { TestedOidc } from './signed-in/signed-in-cookie.ts'
export type { BrowserCookie } from './signed-in/browser-cookie.ts'
export type { PersonByClaims, PersonByRoles, TestPerson } from '@x/oidc-engine/testing'
