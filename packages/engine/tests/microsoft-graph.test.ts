import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { microsoftGraphGroups } from '@x/oidc-engine'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { useSignInFixture } from './sign-in-fixture.ts'

interface GraphRequest {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly body: string
}

type Answer = (page: number) => { readonly status?: number; readonly body: unknown }

const first = 'https://graph.microsoft.com/v1.0/me/getMemberObjects'
const whole: Answer = () => ({ body: { value: ['staff'] } })
let answer: Answer = whole
const requests: GraphRequest[] = []
const elsewhere: string[] = []
let graphOrigin = ''

const server = createServer((req, res) => {
  void readText(req).then((body) => {
    const { method, url, headers } = req
    requests.push({ method, url, authorization: headers.authorization, body })
    const { status = 200, body: sent } = answer(requests.length)
    res.writeHead(status, { 'content-type': 'application/json' })
    res.end(typeof sent === 'string' ? sent : JSON.stringify(sent))
  })
})

async function readText(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of req) text += String(part)
  return text
}

const fixture = useSignInFixture({
  op: { claims: { sub: 'ada', _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } } },
  options: {
    completeClaims: microsoftGraphGroups(),
    fetch: async (url, init) => {
      const { host, pathname, search } = new URL(url)
      if (host === 'graph.microsoft.com') return fetch(graphOrigin + pathname + search, init)
      if (!host.startsWith('localhost') && !host.startsWith('127.')) elsewhere.push(url)
      return fetch(url, init)
    },
  },
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  graphOrigin = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  answer = whole
  requests.length = 0
  elsewhere.length = 0
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

const openMe = async () => fixture.openBrowser().get(`${fixture.app.origin}/me`)
const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `id-${index}`)

describe('a Microsoft Graph that misbehaves', () => {
  it.each([
    'https://evil.example.com/v1.0/me',
    'http://graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com.evil.example.com/',
    'https://graph.microsoft.com@evil.example.com/',
    'https://graph.microsoft.com:8443/v1.0/me',
    '//evil.example.com/',
    '/v1.0/me',
    '',
  ])('does not lead the access token to a next page at %j', async (next) => {
    answer = () => ({ body: { value: ['staff'], '@odata.nextLink': next } })
    expect((await openMe()).status).toBe(503)
    expect(requests).toHaveLength(1)
    expect(elsewhere).toEqual([])
  })

  it.each([401, 403, 429, 500, 302, 204])('answers %i: that is 503, and the log says so', async (status) => {
    answer = () => ({ status, body: status === 204 ? '' : { error: { message: 'canary' } } })
    const before = fixture.app.events.length
    const page = await openMe()
    expect(page.status).toBe(503)
    const events = fixture.app.events.slice(before)
    expect(events).toMatchObject([{ code: 'claims_completion_failed' }])
    if (status !== 302) expect(events[0]?.detail).toMatchObject({ why: `Microsoft Graph answered ${status}` })
    expect(JSON.stringify(events) + page.text).not.toContain('canary')
  })

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{}',
    '{"value":"staff"}',
    '{"value":[1]}',
    '{"value":[],"value":["staff"]}',
  ])('answers %j: that is 503', async (body) => {
    answer = () => ({ body })
    expect((await openMe()).status).toBe(503)
  })

  it('gives pages without end: after 20 the claims stay incomplete', async () => {
    answer = () => ({ body: { value: ['staff'], '@odata.nextLink': `${first}?page` } })
    expect((await openMe()).text).toContain('claims_incomplete')
    expect(requests).toHaveLength(20)
  })

  it('gives more than 5,000 ids: the claims stay incomplete', async () => {
    answer = () => ({ body: { value: [...ids(5000), 'staff'] } })
    expect((await openMe()).text).toContain('claims_incomplete')
  })
})

describe('Microsoft Graph', () => {
  it('is asked with the access token, and its groups count', async () => {
    expect((await openMe()).text).toBe('/me of ada: ROLE_USER')
    expect(requests).toMatchObject([
      { method: 'POST', url: '/v1.0/me/getMemberObjects', body: '{"securityEnabledOnly":true}' },
    ])
    expect(requests[0]?.authorization).toMatch(/^Bearer .+/u)
  })

  it('may give its groups on several pages', async () => {
    answer = (page) =>
      page < 3
        ? { body: { value: ids(2000), '@odata.nextLink': `${first}?page=${page}` } }
        : { body: { value: ['admins'] } }
    expect((await openMe()).text).toBe('/me of ada: ROLE_ADMIN ROLE_USER')
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET'])
  })

  it('is one of three clouds, and no other', () => {
    expect(microsoftGraphGroups({ cloud: 'usGovernment' }).hosts).toEqual(['graph.microsoft.us'])
    expect(microsoftGraphGroups({ cloud: 'china' }).hosts).toEqual(['microsoftgraph.chinacloudapi.cn'])
    expect(() => microsoftGraphGroups({ cloud: 'evil.example.com' as 'global' })).toThrow('cloud')
  })

  it.each<readonly [unknown, string]>([
    [{ clud: 'china' }, 'clud'],
    [Object.create({ cloud: 'china' }), 'cloud is inherited'],
    [null, 'must be an object'],
    [5, 'must be an object'],
    [{ cloud: ['china'] }, 'cloud must be'],
    [{ securityEnabledOnly: 'false' }, 'securityEnabledOnly must be'],
  ])('is asked with options that hold no mistake: %j', (options, message) => {
    const create = (): unknown => microsoftGraphGroups(options as never)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(message)
  })
})
