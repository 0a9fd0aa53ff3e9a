import type { KoaContextWithOIDC } from 'oidc-provider'
import { pageHeaders } from './pages/page.ts'
import type { ProviderShape } from './presets/preset.ts'
import { sendLogoutTokens } from './send-logout-tokens.ts'
import { renderSignOutPage } from './pages/sign-out-page.ts'

/**
 * Signs out at once if `id_token_hint` names the person who is signed in, as most providers do. Otherwise it shows the page that
 * asks the person (OpenID Connect RP-Initiated Logout 1.0, section 2).
 */
export async function endSession(
  ctx: KoaContextWithOIDC,
  form: string,
  { buildSub }: Pick<ProviderShape, 'buildSub'>,
): Promise<void> {
  const { session, entities, params, client, provider } = ctx.oidc
  const hinted = entities.IdTokenHint?.payload['sub']
  const subject = session?.accountId
  if (!session || subject === undefined || hinted !== buildSub(subject, `${client?.clientId}`)) {
    ctx.set(pageHeaders)
    ctx.body = renderSignOutPage(form, client?.clientId)
    return
  }
  await sendLogoutTokens(provider, session)
  for (const { grantId } of Object.values(session.authorizations ?? {})) {
    if (grantId !== undefined) await (await provider.Grant.find(grantId))?.destroy()
  }
  await session.destroy()
  ctx.cookies.set(provider.cookieName('session'), null)

  const { post_logout_redirect_uri: back, state } = params ?? {}
  const target = new URL(typeof back === 'string' ? back : ctx.oidc.urlFor('end_session_success'))
  if (typeof back === 'string' && typeof state === 'string') target.searchParams.set('state', state)
  ctx.status = 303
  ctx.redirect(target.href)
}
