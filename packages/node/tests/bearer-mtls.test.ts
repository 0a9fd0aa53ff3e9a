import { createHash } from 'node:crypto'
import http, { type IncomingMessage, type RequestListener } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { createOidc, type Oidc } from '@x/oidc-node'
import {
  buildCertificate,
  minimalOptions,
  signAccessToken,
  startMisbehavingProvider,
  type BuiltCertificate,
  type JsonRecord,
  type MisbehavingProvider,
} from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const audience = 'https://api.example.com'
const [own, other] = [buildCertificate('ada'), buildCertificate('ada')]
const bound = { cnf: { 'x5t#S256': createHash('sha256').update(own.der).digest('base64url') } }

type TestedOidc = Oidc<'ROLE_USER' | 'ROLE_ADMIN'>

let provider: MisbehavingProvider
let oidc: TestedOidc
beforeAll(async () => {
  provider = await startMisbehavingProvider()
  oidc = createOidc(minimalOptions({ baseUrl: 'https://app.example.com', issuerUrl: provider.issuerUrl }))
})
afterAll(() => provider.close())

const sign = (changes: JsonRecord): Promise<string> =>
  signAccessToken(provider, { aud: audience, groups: ['staff'], ...changes })

/** Where a server listens, on every address that this machine has, as servers do unless they are told otherwise. */
async function listen(server: http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve))
  return (server.address() as AddressInfo).port
}

function guardWith(options: Partial<Parameters<TestedOidc['bearer']>[0]>): RequestListener {
  const guard = oidc.bearer({ audience, mtls: 'required', ...options })
  return (req, res) => {
    guard(req, res, () => res.end('inside'))
  }
}

describe('R-10, K-11: a token that is bound to the certificate of the connection', () => {
  const { key, cert } = buildCertificate('localhost')
  // No authority vouches for the certificate of a client; the token does.
  const server = https.createServer({ key, cert, requestCert: true, rejectUnauthorized: false })
  let port: number
  beforeAll(async () => {
    server.on('request', guardWith({}))
    port = await listen(server)
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  function ask(token: string, client?: BuiltCertificate, headers: http.OutgoingHttpHeaders = {}) {
    const options = { port, agent: false, rejectUnauthorized: false, host: '127.0.0.1', ...client }
    return new Promise<number | undefined>((resolve, reject) => {
      const sent = { authorization: `Bearer ${token}`, ...headers }
      const request = https.get({ ...options, headers: sent }, (answer: IncomingMessage) => {
        resolve(answer.resume().statusCode)
      })
      request.on('error', reject)
    })
  }

  it('opens the API only with that certificate', async () => {
    const token = await sign(bound)
    expect(await ask(token, own)).toBe(200)
    expect(await ask(token, other)).toBe(401)
    expect(await ask(token)).toBe(401)
    expect(await ask(token, own)).toBe(200)
  })

  it('is not opened by what a header says of certificates', async () => {
    const token = await sign(bound)
    const headers = {
      'client-cert': `:${own.der.toString('base64')}:`,
      'x-client-cert': own.cert.replace(/\n/gu, ''),
    }
    expect(await ask(token, undefined, headers)).toBe(401)
    expect(await ask(token, other, headers)).toBe(401)
  })

  it('is the only sort of token that opens it', async () => {
    expect(await ask(await sign({}), own)).toBe(401)
  })
})

describe('R-10, K-11: a token that is bound to a certificate that a proxy passes on', () => {
  const servers: http.Server[] = []
  afterAll(() => {
    for (const server of servers) server.closeAllConnections()
    for (const server of servers) server.close()
  })

  async function ask(trustedProxies: readonly string[], headers: Readonly<Record<string, string>>) {
    const server = http.createServer(
      guardWith({ certificateHeader: { name: 'Client-Cert', trustedProxies } }),
    )
    servers.push(server)
    const port = await listen(server)
    const authorization = `Bearer ${await sign(bound)}`
    const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { authorization, ...headers } })
    return answer.status
  }

  it('opens the API only where the proxy is trusted', async () => {
    const header = { 'client-cert': `:${own.der.toString('base64')}:` }
    expect(await ask(['127.0.0.1'], header)).toBe(200)
    expect(await ask(['10.0.0.1'], header)).toBe(401)
    expect(await ask(['127.0.0.1'], { 'client-cert': `:${other.der.toString('base64')}:` })).toBe(401)
    expect(await ask(['127.0.0.1'], { 'client-cert': encodeURIComponent(own.cert) })).toBe(200)
    expect(await ask(['127.0.0.1'], { 'x-forwarded-for': '127.0.0.1' })).toBe(401)
    expect(await ask(['10.0.0.1'], { ...header, 'x-forwarded-for': '10.0.0.1' })).toBe(401)
  })
})
