import express from 'express'
import { createOidc, memoryStore } from '@x/oidc-node'
import { minimalOptions, signedInCookie, startHttpServer } from '@x/oidc-testing'
import { expect, it, onTestFinished } from 'vitest'

it.each([{}, { store: memoryStore() }])('signs a person in for a request to Express: %o', async (place) => {
  const given = minimalOptions()
  const security = { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } } as const
  const oidc = createOidc({
    ...given,
    security,
    session: { ...given.session, ...place },
    log: () => undefined,
  })
  const app = express()
  app.use(oidc.middleware())
  app.get('/me', oidc.requireUser(), (req, res) => void res.json({ name: oidc.user(req).name }))
  app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (_req, res) => void res.send('administration'))
  const server = await startHttpServer(app)
  onTestFinished(() => server.close())

  const ask = (path: string, cookie = ''): Promise<Response> =>
    fetch(server.origin + path, { headers: { cookie, accept: 'application/json' } })
  const ben = await signedInCookie(oidc, { name: 'Ben', roles: ['ROLE_USER'] })
  expect(await (await ask('/me', ben)).json()).toEqual({ name: 'Ben' })
  expect((await ask('/admin', ben)).status).toBe(403)
  const ada = await signedInCookie(oidc, { name: 'Ada', roles: ['ROLE_USER', 'ROLE_ADMIN'] })
  expect(await (await ask('/admin', ada)).text()).toBe('administration')
  expect((await ask('/me')).status).toBe(401)
})
