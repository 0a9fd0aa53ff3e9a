import type { RequestListener } from 'node:http'
import { createOidc } from '@x/oidc-node'
import { createEventRecorder } from './record-event.ts'

export interface Settings {
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** At least 32 bytes. */
  readonly sessionSecret: string | undefined
}

/** Creates an application whose sign-ins are traced and counted. `/admin` needs a role. */
export function createApp(settings: Settings): RequestListener {
  const oidc = createOidc({
    baseUrl: settings.baseUrl,
    providers: [
      {
        providerId: 'demo',
        issuerUrl: settings.issuerUrl,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        rolesClaims: ['groups'],
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    session: { secret: settings.sessionSecret },
    onEvent: createEventRecorder(),
  })

  const requireAdmin = oidc.requireRole('ROLE_ADMIN')
  return oidc.listener((req, res) => {
    res.setHeader('content-type', 'text/plain; charset=utf-8')
    if (req.url === '/admin') requireAdmin(req, res, () => res.end('admin'))
    else res.end(`hello ${req.auth.user?.name ?? 'anonymous'}`)
  })
}
