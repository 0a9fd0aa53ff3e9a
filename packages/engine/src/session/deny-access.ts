import { explainAccess } from '@x/oidc-core'
import { buildDeletion } from '../cookies/build-cookie.ts'
import { buildSessionClearing } from '../cookies/write-session-cookies.ts'
import { buildReference } from '../http/build-reference.ts'
import { buildEndedMark } from './ended-session.ts'
import { buildDenialCookie, readDenial } from './denial.ts'
import type { SessionContext } from './session-context.ts'
import type { DeniedSignIn } from './sign-in.ts'

/**
 * Gives the cookies for somebody who signed in and is not admitted: no session, since the one that there may be is
 * somebody else's, but what the page says to them. Why they are not admitted goes to the log.
 */
export async function denyAccess(
  context: SessionContext,
  signIn: DeniedSignIn,
  cookies: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { names, ports } = context
  const { decision, providerId, rawIdToken, returnTo, switching } = signIn
  const { name, reason } = decision
  const reference = buildReference(ports)
  ports.log({
    level: 'warning',
    code: 'access_denied',
    message: `Somebody who signed in at ${providerId} is not admitted: ${reason}.`,
    providerId,
    reference,
    detail: { reason },
    explanation: explainAccess(decision),
  })
  const switches = ((await readDenial(context, cookies))?.sw ?? 0) + (switching ? 1 : 0)
  return [
    ...(await buildEndedMark(context, cookies)),
    ...buildSessionClearing(names, cookies),
    buildDeletion(names, names.logoutToken),
    await buildDenialCookie(context, {
      providerId,
      reason,
      name,
      reference,
      returnTo,
      switches,
      idToken: rawIdToken,
    }),
  ]
}
