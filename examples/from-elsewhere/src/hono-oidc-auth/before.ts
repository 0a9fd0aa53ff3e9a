import { getAuth, oidcAuthMiddleware, processOAuthCallback, revokeSession } from '@hono/oidc-auth'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'

declare module 'hono' {
  interface OidcAuthClaims {
    readonly name: string
    readonly groups: string[]
  }
}

const app = new Hono()
app.use(async (c, next) => {
  c.set('oidcClaimsHook', async (former, claims) => ({
    name: (claims?.name as string | undefined) ?? former?.name ?? '',
    groups: (claims?.groups as string[] | undefined) ?? former?.groups ?? [],
  }))
  await next()
})
app.get('/logout', async (c) => {
  await revokeSession(c)
  return c.text('You are signed out.')
})
app.get('/callback', (c) => processOAuthCallback(c))

app.get('/', async (c) => {
  const auth = await getAuth(c)
  if (auth) return c.html(html`Hello, ${auth.name}. <a href="/logout">Sign out</a>`)
  return c.html('Hello. <a href="/me">Sign in</a>')
})
app.use('/me', oidcAuthMiddleware())
app.get('/me', async (c) => c.json({ name: (await getAuth(c))?.name }))

app.use('/admin', oidcAuthMiddleware())
app.get('/admin', async (c) => {
  const auth = await getAuth(c)
  if (!auth?.groups.includes('admins')) return c.text('Forbidden', 403)
  return c.text('For administrators')
})

export const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) })
