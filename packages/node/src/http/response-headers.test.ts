import { createServer, type Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { holdResponseHeaders } from './response-headers.ts'

/** The answer that a client gets from a handler. */
function answerOf(handler: (res: ServerResponse) => void): Promise<Response> {
  return fetchFrom(
    createServer((_, res) => {
      handler(res)
    }),
  )
}

async function fetchFrom(server: Server): Promise<Response> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('S-11: an answer that is marked', () => {
  it.each<[string, (res: ServerResponse) => void]>([
    ['nothing', () => undefined],
    ['a header before', (res) => res.setHeader('Cache-Control', 'public, max-age=60')],
    ['a header in writeHead', (res) => res.writeHead(200, { 'Cache-Control': 'public', 'X-Own': 'a' })],
    [
      'a header in writeHead, in other case',
      (res) => res.writeHead(200, 'OK', { 'CACHE-control': 'public', 'x-own': 'a' }),
    ],
    ['a list of names and values', (res) => res.writeHead(200, ['Cache-Control', 'public', 'X-Own', 'a'])],
    [
      'a list of pairs',
      (res) =>
        res.writeHead(200, [
          ['Cache-Control', 'public'],
          ['X-Own', 'a'],
        ] as never),
    ],
  ])('is private whatever the application says about caching: %s', async (_, say) => {
    const answer = await answerOf((res) => {
      holdResponseHeaders(res).add([])
      say(res)
      res.end('text')
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('vary')).toBe('Cookie')
    expect(await answer.text()).toBe('text')
  })

  it('keeps the status, its text and every header of writeHead', async () => {
    const answer = await answerOf((res) => {
      holdResponseHeaders(res).add(['a=1; Path=/'])
      res.writeHead(418, 'Teapot', ['Set-Cookie', 'b=2', 'Set-Cookie', 'c=3', 'X-Own', 'a', 'Vary', 'Accept'])
      res.end()
    })
    expect(answer.status).toBe(418)
    expect(answer.statusText).toBe('Teapot')
    expect(answer.headers.getSetCookie()).toEqual(['b=2', 'c=3', 'a=1; Path=/'])
    expect(answer.headers.get('x-own')).toBe('a')
    expect(answer.headers.get('vary')).toBe('Accept, Cookie')
  })

  it.each([
    ['Cookie', 'Cookie'],
    ['accept, cookie', 'accept, cookie'],
    ['*', '*'],
    ['X-Cookie', 'X-Cookie, Cookie'],
  ])('does not vary twice: %s', async (before, after) => {
    const answer = await answerOf((res) => {
      holdResponseHeaders(res).add([])
      holdResponseHeaders(res).add([])
      res.setHeader('Vary', before)
      res.end()
    })
    expect(answer.headers.get('vary')).toBe(after)
  })

  it('is an error once its head is written and it goes on, since a cache could keep it', async () => {
    const errors: unknown[] = []
    await answerOf((res) => {
      res.writeHead(200)
      try {
        holdResponseHeaders(res).add([])
      } catch (error) {
        errors.push(error)
      }
      res.end()
    })
    expect(errors).toEqual([expect.any(TypeError)])
  })

  it('is none after its end, when a log may want to know who it was for', async () => {
    const answer = await answerOf((res) => {
      res.end('text')
      holdResponseHeaders(res).add([])
    })
    expect(await answer.text()).toBe('text')
  })

  it('is private where a subclass writes the head, as an injected response of Fastify does', async () => {
    class InjectedResponse extends ServerResponse {
      override writeHead(status: number, ...rest: unknown[]): this {
        return Reflect.apply(super.writeHead, this, [status, ...rest]) as this
      }
    }
    const server = createServer({ ServerResponse: InjectedResponse }, (_, res) => {
      holdResponseHeaders(res).add(['a=1; Path=/'])
      res.writeHead(200, { 'Cache-Control': 'public' }).end('text')
    })
    const answer = await fetchFrom(server)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/'])
    expect(await answer.text()).toBe('text')
  })

  it('is held once, whatever number of steps hold it', async () => {
    const answer = await answerOf((res) => {
      const headers = holdResponseHeaders(res)
      const { writeHead } = res
      expect(holdResponseHeaders(res)).toBe(headers)
      expect(res.writeHead).toBe(writeHead)
      headers.add(['a=1'])
      holdResponseHeaders(res).add(['b=2'])
      res.end()
    })
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  it('may be marked again after its head was written', async () => {
    const answer = await answerOf((res) => {
      holdResponseHeaders(res).add([])
      res.writeHead(200)
      holdResponseHeaders(res).add([])
      res.end()
    })
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
  })
})
