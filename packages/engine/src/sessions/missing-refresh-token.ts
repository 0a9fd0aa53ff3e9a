import type { SessionContext } from './session-context.ts'
import type { AdmittedSignIn } from './sign-in.ts'

type Context = Pick<SessionContext, 'config' | 'ports' | 'providers'>

/** The providers that were reported. */
const reported = new WeakSet()

/** Says that there is no refresh token, and how to get one. */
export function describeMissingRefreshToken({ providers }: Context, providerId: string): string {
  const provider = providers.find(providerId)?.config
  return provider?.signIn === true && provider.scopes.includes('offline_access')
    ? 'the provider gave no refresh token, although offline_access was requested. Allow it for this client, or set ' +
        "authorizationParams: { prompt: 'consent' }"
    : 'the provider gave no refresh token. Ask for it, with many providers by the scope offline_access'
}

/**
 * Warns once for each provider that its sessions do not refresh. With `roleMaxAgeSeconds` the roles are decided again by other means.
 */
export function reportMissingRefreshToken(
  context: Context,
  { providerId, tokens }: Pick<AdmittedSignIn, 'providerId' | 'tokens'>,
): void {
  const provider = context.providers.find(providerId)?.config
  if (tokens === undefined || tokens.refreshToken !== undefined || provider === undefined) return
  if (context.config.session.roleMaxAgeSeconds !== undefined || reported.has(provider)) return
  reported.add(provider)
  context.ports.log({
    level: 'warn',
    code: 'refresh_token_missing',
    message:
      `Sessions of ${providerId} do not refresh: ${describeMissingRefreshToken(context, providerId)}. Until then roles last as long as ` +
      'the session, unless session.roleMaxAgeSeconds is set.',
    providerId,
  })
}
