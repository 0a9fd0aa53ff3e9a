import { afterEach, describe, expect, it, vi } from 'vitest'
import { createPersonFetch } from './person-fetch.ts'

const api = 'https://api.example.com'

/** What was sent, in place of the network, and how often the token was read. */
function record() {
  const sent: Request[] = []
  let reads = 0
  vi.stubGlobal('fetch', async (input: string | Request, init?: RequestInit) => {
    sent.push(new Request(input, init))
    return new Response('ok')
  })
  const send = createPersonFetch(api, async () => {
    reads += 1
    return 'the-token'
  })
  return { sent, send, reads: () => reads }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('fetchAs', () => {
  it.each<[string | URL | Request, string]>([
    ['/orders?since=1', `${api}/orders?since=1`],
    ['orders', `${api}/orders`],
    ['', `${api}/`],
    ['//api.example.com/x', `${api}/x`],
    ['/a/../../b', `${api}/b`],
    ['/a\\b', `${api}/a/b`],
    [`${api}:443/x`, `${api}/x`],
    [new URL(`${api}/x`), `${api}/x`],
    [new Request(`${api}/x`), `${api}/x`],
  ])('sends %s with the token', async (input, url) => {
    const { sent, send } = record()
    await send(input)
    expect(sent.map((each) => [each.url, each.headers.get('authorization'), each.redirect])).toEqual([
      [url, 'Bearer the-token', 'manual'],
    ])
  })

  it.each<[string, unknown]>([
    ['another host', 'https://evil.example/'],
    ['a host without a scheme', '//evil.example/'],
    ['a backslash', '/\\evil.example/'],
    ['two backslashes', '\\\\evil.example/'],
    ['a tab in the slashes', '/\t/evil.example'],
    ['a line feed in the slashes', '/\n/evil.example'],
    ['blanks in front', '  https://evil.example'],
    ['another protocol', 'http://api.example.com/'],
    ['another port', 'https://api.example.com:8443/'],
    ['the API as a user name', 'https://api.example.com@evil.example/'],
    ['a user name at the API', 'https://ada:secret@api.example.com/'],
    ['a longer host', 'https://api.example.com.evil.example/'],
    ['a trailing dot', 'https://api.example.com./'],
    ['a subdomain', 'https://x.api.example.com/'],
    ['blob', 'blob:https://api.example.com/x'],
    ['filesystem', 'filesystem:https://api.example.com/x'],
    ['javascript', 'javascript:0'],
    ['data', 'data:,x'],
    ['file', 'file:///etc/passwd'],
    ['ws', 'ws://api.example.com/'],
    ['no URL', 'https://['],
    ['a Request of another origin', new Request('https://evil.example/')],
    ['a URL of another origin', new URL('https://evil.example/')],
    ['an object that looks like a URL', { href: `${api}/`, toString: () => 'https://evil.example/' }],
  ])('sends nothing and reads no token for %s', async (_, input) => {
    const { reads, send, sent } = record()
    await expect(send(input as string)).rejects.toThrow(TypeError)
    expect([sent.length, reads()]).toEqual([0, 0])
  })

  it('sends the address that it compared, whatever a getter says later', async () => {
    const { send, sent } = record()
    let asked = 0
    class Changing extends URL {
      override toString(): string {
        asked += 1
        return asked === 1 ? `${api}/x` : 'https://evil.example/'
      }
      override get href(): string {
        return this.toString()
      }
    }
    await send(new Changing(`${api}/x`))
    expect(sent.map(({ url }) => url)).toEqual([`${api}/x`])
    const request = new Request('https://evil.example/')
    Object.defineProperty(request, 'url', { value: `${api}/x` })
    await expect(send(request)).rejects.toThrow(TypeError)
    expect(sent).toHaveLength(1)
  })

  it.each<[string, RequestInit]>([
    ['an Authorization header', { headers: { Authorization: 'Bearer other' } }],
    ['a list with an Authorization header', { headers: [['authorization', '']] }],
    ['a Host header', { headers: new Headers({ host: 'evil.example' }) }],
    ['redirect: follow', { redirect: 'follow' }],
  ])('refuses %s', async (_, init) => {
    const { reads, send, sent } = record()
    await expect(send('/x', init)).rejects.toThrow(/^fetchAs sent nothing: /u)
    const request = new Request(`${api}/x`)
    await expect(send(request, init)).rejects.toThrow(/^fetchAs sent nothing: /u)
    expect([sent.length, reads()]).toEqual([0, 0])
  })

  it('refuses a Request with an Authorization header', async () => {
    const { send, sent } = record()
    const request = new Request(`${api}/x`, { headers: { authorization: 'Basic x' } })
    await expect(send(request)).rejects.toThrow(TypeError)
    expect(sent).toEqual([])
  })

  it('passes on method, headers, body and signal', async () => {
    const { send, sent } = record()
    const init = { method: 'POST', body: 'a=1', headers: { 'x-a': '1' } }
    await send('/x', init)
    await send(new Request(`${api}/x`, init))
    await send(new Request(`${api}/x`), init)
    for (const each of sent)
      expect([each.method, each.headers.get('x-a'), await each.text()]).toEqual(['POST', '1', 'a=1'])
    expect(sent).toHaveLength(3)
    await send('/x', { redirect: 'error' })
    expect(sent.at(-1)?.redirect).toBe('error')
  })

  it('rejects as the token does, and sends nothing', async () => {
    const { sent } = record()
    const send = createPersonFetch(api, () => Promise.reject(new Error('no token')))
    await expect(send('/x')).rejects.toThrow('no token')
    expect(sent).toEqual([])
  })

  it('follows no redirect and no other origin while Object.prototype is polluted', async () => {
    const { send, sent } = record()
    Object.assign(Object.prototype, { redirect: 'follow' })
    try {
      await send('/x')
    } finally {
      Reflect.deleteProperty(Object.prototype, 'redirect')
    }
    expect(sent[0]?.redirect).toBe('manual')
  })
})

describe('the origin of fetchAs', () => {
  it.each(['https://api.example.com', 'https://api.example.com/', 'https://api.example.com:8443'])(
    'may be %s',
    (origin) => {
      expect(createPersonFetch(origin, async () => '')).toBeTypeOf('function')
    },
  )

  it.each(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:1'])(
    'may be loopback: %s',
    (origin) => {
      expect(createPersonFetch(origin, async () => '')).toBeTypeOf('function')
    },
  )

  it.each([
    ...[
      'http://api.example.com',
      'https://api.example.com/v1',
      'https://api.example.com?x',
      'api.example.com',
    ],
    ...['https://a:b@api.example.com', 'https://API.example.com', 'https://api.example.com:443', ''],
    ...['blob:https://api.example.com', 'ftp://api.example.com', ' https://api.example.com', '*', undefined],
  ])('is refused: %s', (origin) => {
    expect(() => createPersonFetch(origin as string, async () => '')).toThrow(TypeError)
  })
})
