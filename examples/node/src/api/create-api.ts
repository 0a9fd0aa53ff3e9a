import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Oidc, User } from '@x/oidc-node'
import type { Api } from './list-apis.ts'

/** What the API needs of the application. */
interface ApiOidc extends Pick<Oidc<'ROLE_USER' | 'ROLE_ADMIN'>, 'bearer' | 'requireRole'> {
  readonly user: (req: IncomingMessage) => Pick<User, 'name'>
}

interface Resource {
  readonly role: 'ROLE_USER' | 'ROLE_ADMIN'
  readonly content: (user: Pick<User, 'name'>) => unknown
}

const resources: ReadonlyMap<string, Resource> = new Map([
  [
    '/orders',
    { role: 'ROLE_USER', content: ({ name }) => ({ caller: name, orders: ['12 chairs', '1 kettle'] }) },
  ],
  ['/admin', { role: 'ROLE_ADMIN', content: ({ name }) => ({ caller: name, suppliers: ['Chairs & Sons'] }) }],
])

/** Creates what answers below `/api`, to access tokens alone. False: the path is another one. */
export function createApi(oidc: ApiOidc, apis: readonly Api[]) {
  const guarded = apis.map(({ format, path, audience }) => ({
    path,
    // A JWT is verified here. About an opaque token the provider is asked.
    guard: oidc.bearer({ audience, ...(format === 'opaque' && { accessTokenLookup: 'introspection' }) }),
  }))

  return (path: string, req: IncomingMessage, res: ServerResponse): boolean => {
    const api = guarded.find((each) => path.startsWith(`${each.path}/`))
    const resource = api && resources.get(path.slice(api.path.length))
    if (resource === undefined) return false
    const requireRole = oidc.requireRole(resource.role)
    api?.guard(req, res, () =>
      requireRole(req, res, () => {
        res.writeHead(200, { 'content-type': 'application/json' })
        res.end(`${JSON.stringify(resource.content(oidc.user(req)))}\n`)
      }),
    )
    return true
  }
}
