export { useSession } from './use-session.ts'
export type { TypedOidc, UseSessionOptions } from './use-session.ts'
export { signIn, signInUrl, signOut } from './sign-in.ts'
export type {
  AnonymousSession,
  AuthenticatedSession,
  FailedSession,
  LoadingSession,
  SessionState,
} from './session-state.ts'
export type { AddressOptions } from './addresses.ts'
export type { AuthData, SessionResponse } from '@x/oidc-engine'
