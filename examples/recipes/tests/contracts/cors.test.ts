import { createOidc } from '@x/oidc-node'
import { signAccessToken, startHttpServer, startMisbehavingProvider } from '@x/oidc-testing'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { serveApi } from '../../src/cors.ts'
import { buildOptions } from '../../src/settings.ts'

async function start() {
  const provider = await startMisbehavingProvider()
  onTestFinished(provider.close)
  const { server, origin, close } = await startHttpServer()
  onTestFinished(close)
  const settings = {
    clientSecret: 'a secret for tests',
    sessionSecret: 'a session secret for tests, long enough',
  }
  const oidc = createOidc(buildOptions({ baseUrl: origin, issuerUrl: provider.issuerUrl, ...settings }))
  const app = express().use(oidc.middleware())
  const audience = `${origin}/api`
  serveApi(app, oidc, audience)
  server.on('request', app)
  const token = await signAccessToken(provider, { aud: audience, name: 'Ada', groups: ['staff'] })
  return { token, send: (init: RequestInit) => fetch(`${origin}/api/me`, init) }
}

const spa = 'https://spa.example.com'
const preflight = {
  'access-control-request-method': 'GET',
  'access-control-request-headers': 'authorization',
}

it('lets no script of another origin read, with and without a token', async () => {
  const { send, token } = await start()
  const headers = { origin: 'https://evil.example' }
  for (const more of [{}, { authorization: `Bearer ${token}` }]) {
    const response = await send({ headers: { ...headers, ...more } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  }
})

it('answers the preflight before the token is asked for, and lets the script read a 401', async () => {
  const { send, token } = await start()
  const asked = await send({ method: 'OPTIONS', headers: { origin: spa, ...preflight } })
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, spa])
  expect(asked.headers.get('access-control-allow-headers')).toBe('authorization')

  const refused = await send({ headers: { origin: spa } })
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, spa])
  expect(refused.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate')

  const answer = await send({ headers: { origin: spa, authorization: `Bearer ${token}` } })
  expect(answer.headers.get('access-control-allow-origin')).toBe(spa)
  expect(answer.headers.get('vary')).toContain('Origin')
  expect(await answer.json()).toEqual({ name: 'Ada' })
})
