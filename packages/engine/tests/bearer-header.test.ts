import { describe, expect, it } from 'vitest'
import { audience, baseUrl, useBearerFixture } from './bearer-fixture.ts'

const fixture = useBearerFixture()

describe('R-01: the answer to a request', () => {
  it('without a token names the scheme and no error', async () => {
    const api = fixture.createApi()
    const { response } = await api.send({})
    expect(response?.status).toBe(401)
    expect(response?.headers.get('www-authenticate')).toBe('Bearer')
    expect(response?.headers.get('content-type')).toBe('application/problem+json')
    expect(api.asked).toEqual([])
  })

  it('of another scheme is the same', async () => {
    const { response } = await fixture.createApi().send('Basic YTpi', { optional: true })
    expect(response?.status).toBe(401)
    expect(response?.headers.get('www-authenticate')).toBe('Bearer')
  })

  it.each(['Bearer', 'Bearer a b', 'Bearer a, Bearer b', ''])(
    'that is malformed as %j is 400',
    async (value) => {
      const api = fixture.createApi()
      const { response } = await api.send(value, { optional: true })
      expect(response?.status).toBe(400)
      expect(response?.headers.get('www-authenticate')).toContain('Bearer error="invalid_request"')
      expect(api.asked).toEqual([])
    },
  )

  it('with a bad token is 401, which says no more than that', async () => {
    const { response } = await fixture.createApi().send('Bearer e30.e30.AAAA')
    expect(response?.status).toBe(401)
    expect(response?.headers.get('www-authenticate')).toBe(
      'Bearer error="invalid_token", error_description="The access token is not valid here"',
    )
    expect(response?.headers.get('cache-control')).toBe('private, no-store')
    expect(await response?.json()).toEqual({
      status: 401,
      title: 'The access token is not valid here',
      code: 'invalid_token',
      reference: expect.stringMatching(/^[\dA-Z]{4}-[\dA-Z]{4}$/u) as unknown,
    })
  })

  it('with a token that has ended is 401', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    expect(await api.judge(token)).toBe('200')
    fixture.now += 330
    expect(await api.judge(token)).toBe('401 invalid_token exp')
  })

  it.each([
    [{ scope: 'read' }],
    [{ scope: '' }],
    [{ scope: undefined }],
    [{ scope: 'read writer' }],
    [{ scope: 'read WRITE' }],
    [{ scope: 'read,write' }],
    [{ scope: ['read'] }],
    [{ scope: 'read', scp: 'write' }],
  ])('#67: with too little scope in %j is 403 and names what is asked for', async (claims) => {
    const token = await fixture.sign(fixture.buildClaims(claims))
    const { response } = await fixture.createApi().send(`Bearer ${token}`, { scopes: ['read', 'write'] })
    expect(response?.status).toBe(403)
    expect(response?.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", error_description="The access token lacks a scope", scope="read write"',
    )
  })

  it.each([
    [{ scope: 'write read' }],
    [{ scope: ' read  write admin ' }],
    [{ scope: ['write', 'read'] }],
    [{ scope: undefined, scp: ['write', 'read'] }],
    [{ scope: undefined, scp: 'write read' }],
  ])('with the scopes in %j passes', async (claims) => {
    const token = await fixture.sign(fixture.buildClaims(claims))
    expect(await fixture.createApi().judge(token, { scopes: ['read', 'write'] })).toBe('200')
  })
})

describe('R-02: a token', () => {
  it('in the address is refused, beside a good one in the header, too', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    const url = `${baseUrl}/api?access_token=${token}`
    for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
      const { response } = await api.send(headers, { optional: true }, url)
      expect(response?.status).toBe(400)
    }
  })

  it('in a form is ignored, and the form is not read', async () => {
    const api = fixture.createApi()
    const body = new URLSearchParams({ access_token: await fixture.sign() })
    const request = new Request(`${baseUrl}/api`, { method: 'POST', body })
    expect((await api.engine.gate(request, { bearer: { audience } })).response?.status).toBe(401)
    expect(request.bodyUsed).toBe(false)
    expect(api.asked).toEqual([])
  })

  it('in two headers of a Web request is refused', async () => {
    const headers = new Headers()
    const token = await fixture.sign()
    headers.append('authorization', `Bearer ${token}`)
    headers.append('authorization', `Bearer ${token}`)
    const { engine } = fixture.createApi()
    const { response } = await engine.gate(new Request(`${baseUrl}/api`, { headers }), {
      bearer: { audience },
    })
    expect(response?.status).toBe(400)
  })
})

describe('R-03, xmf8-cvqr-rfgj: an Authorization header', () => {
  it('of any sort is refused without a request, an exception or a good result', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    const values = [
      ...['', ' ', 'Bearer', 'bearer ', `Bearer\t${token}`, `Bearer  ${token}`, `Bearer ${token} `],
      ...[
        ` Bearer ${token}`,
        `Bearer ${token},x`,
        `Bearer ${token}, Bearer ${token}`,
        `Basic x, Bearer ${token}`,
      ],
      ...[`Bearer "${token}"`, `Bearer token=${token}`, `Bearer ${token}\u00e4`, `Bearer ${token}\u0000`],
      ...[`Bearer ${encodeURIComponent(`${token} `)}`, `Bearer ${token}\r\nx: y`, `Bearer${token}`, token],
      ...['x'.repeat(65_536), `Bearer ${'a'.repeat(65_536)}`, `Bearer ${'.'.repeat(10_000)}`, 'Bearer ..'],
      ...[
        `Bearer ${token}`.repeat(2),
        `Bearer Bearer ${token}`,
        'null',
        '[object Object]',
        'Bearer undefined',
      ],
      ...[
        'Negotiate abc',
        'DPoP abc',
        'Basic',
        'Basic Og==',
        `Basic ${token}`,
        'Bearer %00',
        'Bearer ../../x',
      ],
    ]
    for (const value of values) {
      const { response } = await api.send(value)
      expect([value.slice(0, 40), response?.status]).toEqual([
        value.slice(0, 40),
        expect.toBeOneOf([400, 401]),
      ])
    }
    expect(api.asked).toEqual([])
  })

  it('may name the scheme in any case', async () => {
    const api = fixture.createApi()
    const token = await fixture.sign()
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEARER'])
      expect((await api.send(`${scheme} ${token}`)).auth?.status).toBe('authenticated')
  })
})
