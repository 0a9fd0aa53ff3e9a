import fastify from 'fastify'
import { createOidc, memoryStore } from '@x/oidc-fastify'
import { minimalOptions, signedInCookie } from '@x/oidc-testing'
import { expect, it, onTestFinished } from 'vitest'

it.each([{}, { store: memoryStore() }])('signs a person in for a request to Fastify: %o', async (place) => {
  const given = minimalOptions()
  const security = { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } } as const
  const oidc = createOidc({
    ...given,
    security,
    session: { ...given.session, ...place },
    log: () => undefined,
  })
  const app = fastify()
  onTestFinished(() => app.close())
  void app.register(oidc.plugin)
  app.get('/me', { onRequest: oidc.requireUser() }, async (request) => oidc.user(request).name)
  app.get('/admin', { onRequest: oidc.requireRole('ROLE_ADMIN') }, async () => 'administration')

  const ben = { cookie: await signedInCookie(oidc, { name: 'Ben', roles: ['ROLE_USER'] }) }
  expect((await app.inject({ url: '/me', headers: ben })).body).toBe('Ben')
  expect((await app.inject({ url: '/admin', headers: ben })).statusCode).toBe(403)
  const ada = { cookie: await signedInCookie(oidc, { name: 'Ada', roles: ['ROLE_USER', 'ROLE_ADMIN'] }) }
  expect((await app.inject({ url: '/admin', headers: ada })).body).toBe('administration')
  expect((await app.inject('/me')).statusCode).toBe(401)
})
