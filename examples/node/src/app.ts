import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createOidc, explainAccess } from '@x/oidc-node'
import type { EngineEvent } from '@x/oidc-node'
import { buildAdminPage } from './pages/admin-page.ts'
import { findAsset, sendAsset } from './pages/assets.ts'
import { createPageSender } from './pages/create-page-sender.ts'
import { buildExplanationPage } from './pages/explanation-page.ts'
import { buildHomePage } from './pages/home-page.ts'
import { buildLandingPage } from './pages/landing-page.ts'
import { buildNotFoundPage } from './pages/not-found-page.ts'
import type { Page } from './pages/page.ts'
import { buildTryPage } from './pages/try-page.ts'

export interface AppSettings {
  /** The app's public URL. */
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly clientSecret: string | undefined
  /** At least 32 bytes. */
  readonly sessionSecret: string | undefined
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** Where to tell what happens; to the console by default. */
  readonly log?: ((event: EngineEvent) => void) | undefined
}

/** Creates the whole application: one configuration, one server. */
export function createApp(settings: AppSettings): Server {
  const oidc = createOidc({
    baseUrl: settings.baseUrl,
    providers: [
      {
        providerId: 'demo',
        issuerUrl: settings.issuerUrl,
        clientId: 'demo-app',
        clientSecret: settings.clientSecret,
        nameClaim: 'name',
        scopes: ['profile'],
        rolesClaims: ['https://example.com/roles', ['realm_access', 'roles']],
        accessTokenFormat: settings.accessTokenFormat,
      },
    ],
    security: {
      roleMapping: {
        staff: ['ROLE_USER'],
        editors: ['ROLE_EDITOR'],
        admins: ['ROLE_USER', 'ROLE_ADMIN'],
      },
      impliedRoles: { ROLE_ADMIN: ['ROLE_EDITOR'] },
    },
    session: { secret: settings.sessionSecret, keep: ['trace'] },
    log: settings.log,
  })

  /** The page of a path; none when a gate has answered in its place. */
  async function choosePage(
    path: string,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<Page | undefined> {
    switch (path) {
      case '/': {
        const auth = oidc.auth(req)
        return auth.status === 'authenticated' ? buildHomePage(auth, oidc.explain(req)) : buildLandingPage()
      }
      case '/explanation': {
        const auth = await oidc.gate(req, res)
        const decision = auth && oidc.explain(req)
        return auth && buildExplanationPage(auth.user, decision, decision && explainAccess(decision))
      }
      case '/try':
        return buildTryPage(oidc.auth(req).user)
      case '/admin': {
        const auth = await oidc.gate(req, res, { role: 'ROLE_ADMIN' })
        return auth && buildAdminPage(auth.user, oidc.engine.config)
      }
      default:
        return buildNotFoundPage(oidc.auth(req).user)
    }
  }

  const sendPage = createPageSender({ signOutOrigin: new URL(settings.issuerUrl).origin })
  return createServer(
    oidc.listener(async (req, res) => {
      const path = (req.url ?? '/').split('?', 1)[0] ?? '/'
      const asset = findAsset(path)
      const page = asset ? undefined : await choosePage(path, req, res)
      if (asset) sendAsset(res, asset)
      else if (page) sendPage(res, page)
    }),
  )
}
