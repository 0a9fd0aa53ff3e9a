import { createHash, randomBytes } from 'node:crypto'
import type { BearerOptions, HttpRequest } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { audience, useBearerFixture } from './bearer-fixture.ts'

const fixture = useBearerFixture()

// The content of the certificate does not matter here: it is compared as bytes.
const certificate = randomBytes(800)
const thumbprint = createHash('sha256').update(certificate).digest('base64url')
const certificateHeader = { name: 'Client-Cert', trustedProxies: ['10.0.0.1'] }
const base64 = certificate.toString('base64')
const pem = `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`

async function judge(
  facts: Partial<HttpRequest> & { readonly headers?: Readonly<Record<string, string>> },
  bearer: Partial<BearerOptions> = {},
  cnf: unknown = { 'x5t#S256': thumbprint },
): Promise<number | undefined> {
  const { engine } = fixture.createApi()
  const token = await fixture.sign(fixture.buildClaims(cnf === 'unbound' ? {} : { cnf }))
  const headers: Readonly<Record<string, string>> = { authorization: `Bearer ${token}`, ...facts.headers }
  const sent = { method: 'GET', url: '/api', header: (name: string) => headers[name], ...facts }
  const gate = await engine.gate(sent, { bearer: { audience, mtls: 'accepted', ...bearer } })
  return gate.response?.status
}

describe('R-10, K-11: a token that is bound to a certificate', () => {
  it('passes with that certificate and is refused with another, or none', async () => {
    expect(await judge({ peer: { certificate } })).toBeUndefined()
    expect(await judge({ peer: { certificate: randomBytes(800) } })).toBe(401)
    expect(await judge({ peer: { certificate: new Uint8Array() } })).toBe(401)
    expect(await judge({ peer: {} })).toBe(401)
    expect(await judge({})).toBe(401)
  })

  it('is refused where certificates are not checked, and any other where they are required', async () => {
    const { engine } = fixture.createApi()
    const token = await fixture.sign(fixture.buildClaims({ cnf: { 'x5t#S256': thumbprint } }))
    const facts = { method: 'GET', url: '/', header: () => `Bearer ${token}`, peer: { certificate } }
    expect((await engine.gate(facts, { bearer: { audience } })).response?.status).toBe(401)
    expect(await judge({ peer: { certificate } }, { mtls: 'required' }, 'unbound')).toBe(401)
    expect(await judge({ peer: { certificate } }, {}, 'unbound')).toBeUndefined()
    expect(await judge({ peer: { certificate } }, { mtls: 'required' })).toBeUndefined()
  })

  it.each([
    {},
    { 'x5t#S256': '' },
    { 'x5t#S256': thumbprint.slice(1) },
    { 'x5t#S256': [thumbprint] },
    { 'x5t#s256': thumbprint },
    { x5t: thumbprint },
    { 'x5t#S256': thumbprint, jkt: thumbprint },
  ])('is refused with cnf %j', async (cnf) => {
    expect(await judge({ peer: { certificate } }, {}, cnf)).toBe(401)
  })
})

describe('R-10, K-11: a certificate in a header', () => {
  const peer = { address: '10.0.0.1' }

  it.each([
    `:${base64}:`,
    base64,
    encodeURIComponent(pem)
      .replace('BEGIN%20', 'BEGIN ')
      .replace('-----BEGIN CERTIFICATE', '-----BEGIN%20CERTIFICATE'),
    encodeURIComponent(pem),
  ])('is believed of a trusted proxy: %#', async (value) => {
    expect(await judge({ peer, headers: { 'client-cert': value } }, { certificateHeader })).toBeUndefined()
  })

  it('is trusted from no other address', async () => {
    const headers = { 'client-cert': `:${base64}:` }
    for (const other of [
      undefined,
      {},
      { address: '10.0.0.2' },
      { address: '10.0.0.11' },
      { address: '::ffff:10.0.0.2' },
      { address: '::ffff:10.0.0.11' },
      { address: '::ffff:10.0.0.1%eth0' },
      { address: '::10.0.0.1' },
      { address: ' 10.0.0.1' },
      { address: '10.0.0.1, 10.0.0.2' },
      { address: '' },
    ])
      expect(await judge({ peer: other, headers }, { certificateHeader })).toBe(401)
    // Without the option, the header is ignored from any sender.
    expect(await judge({ peer, headers })).toBe(401)
    const forwarded = { ...headers, 'x-forwarded-for': '10.0.0.1', forwarded: 'for=10.0.0.1' }
    expect(await judge({ peer: { address: '1.2.3.4' }, headers: forwarded }, { certificateHeader })).toBe(401)
  })

  it('is believed of the proxy however a socket for both families writes its address', async () => {
    const headers = { 'client-cert': base64 }
    for (const address of ['10.0.0.1', '::ffff:10.0.0.1'])
      for (const proxy of ['10.0.0.1', '::ffff:10.0.0.1']) {
        const trusting = { certificateHeader: { name: 'client-cert', trustedProxies: ['::1', proxy] } }
        expect(await judge({ peer: { address }, headers }, trusting)).toBeUndefined()
      }
  })

  it('is the only one that counts, where it is configured', async () => {
    expect(await judge({ peer: { ...peer, certificate } }, { certificateHeader })).toBe(401)
  })

  it.each([
    '',
    ':',
    '::',
    `:${base64}:, :${base64}:`,
    `${base64},${base64}`,
    'x'.repeat(20_000),
    '%',
    '-----BEGIN%',
    `${pem}${pem}`,
    'null',
  ])('that is none is refused: %#', async (value) => {
    expect(await judge({ peer, headers: { 'client-cert': value } }, { certificateHeader })).toBe(401)
  })
})
