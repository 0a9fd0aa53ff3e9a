import { createOidc } from '@x/oidc-hono'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { options } from './program-options.ts'

const oidc = createOidc(options)

const app = new Hono<typeof oidc.env>()
app.use(oidc.middleware())
app.get('/', (c) => c.text(`hello ${c.var.auth.user?.name}`))
app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.text(c.var.auth.user.name))
app.use('/api/*', oidc.bearer({ audience: 'https://api.example.com' }))

it('the program of the documentation greets everyone and sends strangers to the sign-in', async () => {
  expect(await (await app.request('/')).text()).toBe('hello undefined')
  const navigation = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
  const gate = await app.request('/admin?tab=2', { headers: navigation })
  expect(gate.status).toBe(302)
  expect(gate.headers.get('location')).toBe(
    'http://localhost:3000/oauth2/authorization/keycloak?returnTo=%2Fadmin%3Ftab%3D2',
  )
  expect((await app.request('/oauth2/session')).status).toBe(401)
})

it('the program of the documentation asks the caller of its API for a token', async () => {
  const answer = await app.request('/api/items')
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
})
