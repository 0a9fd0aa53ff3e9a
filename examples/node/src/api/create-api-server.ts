import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createOidc } from '@x/oidc-node'
import { createApi } from './create-api.ts'

export interface ApiSettings {
  /** The origin of the API, which its access tokens have as audience. */
  readonly url: string
  readonly issuerUrl: string
  readonly accessTokenProfile: 'rfc9068' | 'plain_jwt'
}

/** Creates the API of the demo as a server of its own, for the examples that have none. It takes JWTs, and has no sign-ins. */
export function createApiServer({ url, issuerUrl, accessTokenProfile }: ApiSettings): Server {
  const oidc = createOidc({
    baseUrl: url,
    providers: [
      {
        providerId: 'demo',
        issuerUrl,
        signIn: false,
        accessTokenProfile,
        nameClaim: 'name',
        rolesClaims: ['https://example.com/roles', ['realm_access', 'roles']],
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
    session: { secret: randomBytes(32).toString('hex') },
  })
  const answerApi = createApi(oidc, [{ format: 'jwt', path: '', audience: url }])
  return createServer(
    oidc.listener((req, res) => {
      const path = (req.url ?? '/').split('?', 1)[0] ?? '/'
      if (!answerApi(path, req, res)) res.writeHead(404).end()
    }),
  )
}
