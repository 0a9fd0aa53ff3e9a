import { denyByApplication } from '@x/oidc-core'
import type { SessionContext } from '../../sessions/session-context.ts'
import { mergeSignInClaims, runSignInHook } from '../../sessions/sign-in-hook.ts'
import type { AdmittedSignIn, DeniedSignIn, SignIn } from '../../sessions/sign-in.ts'

/**
 * Decides whether a person gets a session: the claims must admit them, and the application's `onSignIn` must not deny them.
 * @throws OidcError `sign_in_hook_failed`
 */
export async function admit(context: SessionContext, signIn: SignIn): Promise<AdmittedSignIn | DeniedSignIn> {
  const { decision, idToken, providerId, userinfo } = signIn
  if (!decision.admitted) return { ...signIn, decision, why: undefined }
  const claims = mergeSignInClaims([idToken, userinfo ?? {}])
  const answer = await runSignInHook(context, { decision, claims, providerId, isRefresh: false })
  return 'deny' in answer
    ? { ...signIn, decision: denyByApplication(decision), why: answer.deny }
    : { ...signIn, decision, extra: answer.extra }
}
