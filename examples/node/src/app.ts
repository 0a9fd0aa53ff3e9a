import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { createOidc, memoryStore } from '@x/oidc-node'
import { createApi } from './api/create-api.ts'
import { listApis } from './api/list-apis.ts'
import { buildAdminPage } from './pages/admin-page.ts'
import { buildApiPage } from './pages/api-page.ts'
import { findAsset, sendAsset } from './pages/assets.ts'
import { createPageSender } from './pages/create-page-sender.ts'
import { buildDocsPage } from './pages/docs-page.ts'
import { buildExplanationPage } from './pages/explanation-page.ts'
import { buildHomePage } from './pages/home-page.ts'
import { buildLandingPage } from './pages/landing-page.ts'
import { buildNotFoundPage } from './pages/not-found-page.ts'
import { buildEditPage, buildNoticePage } from './pages/notice-pages.ts'
import { buildOrdersPage } from './pages/orders-page.ts'
import type { Page, Viewer } from './pages/page.ts'
import { buildTryPage } from './pages/try-page.ts'

export interface AppSettings {
  /** The app's public URL. */
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** At least 32 bytes. */
  readonly sessionSecret: string | undefined
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** `plain_jwt` where the provider is Keycloak. */
  readonly accessTokenProfile: 'rfc9068' | 'plain_jwt'
  /** The token endpoint, for the commands that the app shows. */
  readonly tokenUrl: string
  /** The page of the provider on which people lose roles and get them back. */
  readonly peopleUrl: string
}

/** Short, so that you can watch a role go. The default is 900. */
const roleMaxAgeSeconds = 30

const linkToExplanation = '<p>Which rules denied it? <a href="/explanation">See how this was decided</a>.</p>'

/** Creates the whole application: one configuration, one server. */
export function createApp(settings: AppSettings): Server {
  const oidc = createOidc({
    baseUrl: settings.baseUrl,
    providers: [
      {
        providerId: 'demo',
        issuerUrl: settings.issuerUrl,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        nameClaim: 'name',
        scopes: ['profile'],
        rolesClaims: [
          'https://example.com/roles',
          {
            path: ['realm_access', 'roles'],
            from: settings.accessTokenFormat === 'jwt' ? 'accessToken' : 'userinfo',
          },
        ],
        accessTokenFormat: settings.accessTokenFormat,
        accessTokenProfile: settings.accessTokenProfile,
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
    session: {
      secret: settings.sessionSecret,
      // The store keeps the tokens of people, so that sessions refresh. It ends with the process:
      // yours is a database.
      store: memoryStore(),
      keep: { trace: true },
      roleMaxAgeSeconds,
    },
    // Called at each sign-in and each refresh, when the roles have been decided.
    onSignIn: () => ({ extra: { rolesDecidedAt: Date.now() } }),
    pages: {
      appName: 'x-oidc demo',
      logoUrl: '/icon.svg',
      render: ({ kind, html }) =>
        kind === 'denied' ? html.replace('</main>', `${linkToExplanation}</main>`) : html,
    },
  })

  const apis = listApis(settings)
  const roleTrial = { peopleUrl: settings.peopleUrl, roleMaxAgeSeconds }
  const answerApi = createApi(oidc, apis)
  let notice = { author: 'the office', text: 'The kitchen is closed on Friday.' }

  /** The page of a path; none when a gate has answered in its place. */
  async function choosePage(
    path: string,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<Page | undefined> {
    const { user, roles } = oidc.auth(req)
    const viewer: Viewer = { user, roles, decision: oidc.explain(req) }
    switch (path) {
      case '/':
        return user ? buildHomePage({ ...viewer, user }, roleTrial) : buildLandingPage(viewer, roleTrial)
      case '/explanation': {
        // A person who is not admitted has a decision and no session, so no gate stands here.
        const isKnown = viewer.decision !== undefined || (await oidc.gate(req, res)) !== undefined
        return isKnown ? buildExplanationPage(viewer) : undefined
      }
      case '/try':
        return buildTryPage(viewer)
      case '/use-the-api':
        return buildApiPage(viewer, settings.tokenUrl, apis)
      case '/docs':
        return buildDocsPage(viewer)
      case '/notice': {
        const auth = await oidc.gate(req, res, { role: 'ROLE_USER' })
        return auth && buildNoticePage(viewer, notice)
      }
      case '/orders': {
        const auth = await oidc.gate(req, res, { role: 'ROLE_USER' })
        if (auth === undefined) return undefined
        const answer = await oidc.fetchAs(req, settings.baseUrl)(`${apis[0]?.path}/orders`)
        const { rolesDecidedAt } = auth.user.extra
        const orders = { status: answer.status, text: await answer.text(), rolesDecidedAt }
        return buildOrdersPage(viewer, orders, roleTrial)
      }
      case '/notice/edit': {
        const auth = await oidc.gate(req, res, { role: 'ROLE_EDITOR' })
        if (auth === undefined || req.method !== 'POST') return auth && buildEditPage(viewer, notice)
        const form = new URLSearchParams(await text(req))
        notice = { author: auth.user.name, text: form.get('text') ?? '' }
        res.writeHead(303, { location: '/notice' }).end()
        return undefined
      }
      case '/admin': {
        const auth = await oidc.gate(req, res, { role: 'ROLE_ADMIN' })
        return auth && buildAdminPage(viewer, oidc.engine.config)
      }
      default:
        return buildNotFoundPage(viewer)
    }
  }

  const sendPage = createPageSender({ signOutOrigin: new URL(settings.issuerUrl).origin })
  return createServer(
    oidc.listener(async (req, res) => {
      const path = (req.url ?? '/').split('?', 1)[0] ?? '/'
      if (answerApi(path, req, res)) return
      const asset = findAsset(path)
      const page = asset ? undefined : await choosePage(path, req, res)
      if (asset) sendAsset(res, asset)
      else if (page) sendPage(res, page)
    }),
  )
}
