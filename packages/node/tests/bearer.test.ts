import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import express from 'express'
import { createOidc } from '@x/oidc-node'
import {
  minimalOptions,
  signAccessToken,
  signDpopProof,
  startHttpServer,
  startMisbehavingProvider,
  type MisbehavingProvider,
  type RunningServer,
} from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let provider: MisbehavingProvider
let running: RunningServer
let origin: string

beforeAll(async () => {
  provider = await startMisbehavingProvider()
  running = await startHttpServer()
  origin = running.origin
  const oidc = createOidc(minimalOptions({ baseUrl: origin, issuerUrl: provider.issuerUrl }))
  const app = express()
  app.use(oidc.middleware())
  app.use('/api', oidc.bearer({ audience: `${origin}/api` }))
  app.get('/api', (req, res) => res.send(`${oidc.auth(req).status} ${oidc.user(req).name}`))
  app.get('/api/admin', oidc.requireRole('ROLE_ADMIN'), (req, res) => res.send(oidc.user(req).name))
  app.use('/open', oidc.bearer({ audience: `${origin}/api`, optional: true }))
  app.get('/open', (req, res) => res.send(oidc.auth(req).status))
  const bound = { audience: `${origin}/api`, dpop: 'required' } as const
  const [one, another] = [oidc.bearer(bound), oidc.bearer({ ...bound, scopes: ['read'] })]
  app.use('/bound', one, express.Router().use('/deep', another, one))
  app.get('/bound/deep', another, (req, res) => res.send(oidc.user(req).name))
  running.server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    if (!req.url?.startsWith('/plain')) return void app(req, res)
    // Two steps on a plain server.
    one(req, res, () => another(req, res, () => res.end(oidc.user(req).name)))
  })
})
afterAll(async () => {
  await running.close()
  await provider.close()
})

const sign = (groups: readonly string[], more: object = {}): Promise<string> =>
  signAccessToken(provider, { aud: `${origin}/api`, groups, ...more })

const get = (path: string, token?: string): Promise<Response> =>
  fetch(origin + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })

describe('oidc.bearer', () => {
  it('lets in who sends a token for this API, and requireRole judges the token', async () => {
    const [staff, admin] = [await sign(['staff']), await sign(['admins'])]
    const answer = await get('/api', staff)
    expect(await answer.text()).toBe('authenticated ada')
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect((await get('/api/admin', admin)).status).toBe(200)
    const refused = await get('/api/admin', staff)
    expect(refused.status).toBe(403)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
  })

  it('refuses everybody else, and names the metadata, which are served', async () => {
    const answer = await get('/api')
    expect(answer.status).toBe(401)
    const metadata = `${origin}/.well-known/oauth-protected-resource/api`
    expect(answer.headers.get('www-authenticate')).toBe(`Bearer resource_metadata="${metadata}"`)
    expect(await (await fetch(metadata)).json()).toMatchObject({ resource: `${origin}/api` })
    expect((await get('/api', 'x')).status).toBe(401)
    expect((await get('/api?access_token=x')).status).toBe(400)
  })

  it('may be optional, for those who send nothing', async () => {
    expect(await (await get('/open')).text()).toBe('anonymous')
    expect(await (await get('/open', await sign(['staff']))).text()).toBe('authenticated')
    expect((await get('/open', 'x')).status).toBe(401)
  })

  it('R-02: refuses two Authorization headers, of which Node keeps the first', async () => {
    const { port, hostname } = new URL(origin)
    const token = await sign(['staff'])
    const socket = connect(Number(port), hostname)
    const header = `authorization: Bearer ${token}\r\n`
    socket.write(`GET /api HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${header}${header}\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /u)
  })

  it.each(['/bound/deep', '/plain'])(
    'R-09: lets a DPoP proof pass all guards on %s with one request, and none with another',
    async (path) => {
      const key = await provider.signingKey()
      const token = await sign(['staff'], { cnf: { jkt: key.kid }, scope: 'read' })
      const proof = await signDpopProof({ key, url: origin + path, accessToken: token })
      const headers = { authorization: `DPoP ${token}`, dpop: proof, 'x-request-id': '1' }
      const send = () => fetch(origin + path, { headers })
      const first = await send()
      expect([first.status, await first.text()]).toEqual([200, 'ada'])
      for (let times = 0; times < 2; times += 1) {
        const again = await send()
        expect(again.status).toBe(401)
        expect(again.headers.get('www-authenticate')).toContain('error="invalid_dpop_proof"')
      }
    },
  )
})
