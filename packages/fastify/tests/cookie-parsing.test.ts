import fastify from 'fastify'
import { minimalOptions } from '@x/oidc-testing'
import { createOidc } from '@x/oidc-fastify'
import { expect, it, onTestFinished } from 'vitest'

const oidc = createOidc(minimalOptions())
const { cookieName } = oidc.engine.config.session

/** Lets one request through the hooks of an application, and counts how often its `Cookie` header is read. */
async function countReads(url: string): Promise<number> {
  const app = fastify()
  onTestFinished(() => app.close())
  let reads = 0
  app.addHook('onRequest', async ({ raw }) => {
    const { cookie } = raw.headers
    Object.defineProperty(raw.headers, 'cookie', {
      get() {
        reads += 1
        return cookie
      },
    })
  })
  void app.register(oidc.plugin)
  const optional = oidc.bearer({ audience: 'https://api.example.com', optional: true })
  app.get('/', async (request) => [oidc.auth(request).status, oidc.auth(request).roles.size])
  app.get(
    '/gated',
    { onRequest: oidc.requireUser(), preHandler: oidc.requireRole('ROLE_ADMIN') },
    () => 'reached',
  )
  app.get('/api', { onRequest: optional, preHandler: oidc.requireRole('ROLE_ADMIN') }, () => 'reached')
  await app.inject({
    url,
    headers: { accept: 'text/html', cookie: `${cookieName}=x; ${cookieName}.1=y; a=b` },
  })
  return reads
}

it.each(['/', '/gated', '/api', '/nowhere', '/logout', '/oauth2/session', '/login/denied'])(
  'parses the cookies of a request once: %s',
  async (url) => {
    expect(await countReads(url)).toBe(1)
  },
)
