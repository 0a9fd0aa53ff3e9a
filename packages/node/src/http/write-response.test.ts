import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { holdResponseHeaders } from './response-headers.ts'
import { writeFailure, writeResponse } from './write-response.ts'

const policy = "default-src 'none'"

function buildPage(): Response {
  return new Response('page', {
    status: 403,
    headers: { 'content-security-policy': policy, vary: 'Accept', 'set-cookie': 'a=1' },
  })
}

/** The answer that a client gets from a handler, or the error where the connection was closed without one. */
async function answerOf(handler: (res: ServerResponse) => unknown): Promise<Response | Error> {
  const server = createServer((_, res) => void handler(res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    return new Response(answer.status === 204 ? null : await answer.arrayBuffer(), answer)
  } catch (error) {
    return error as Error
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function responseOf(handler: (res: ServerResponse) => unknown): Promise<Response> {
  const answer = await answerOf(handler)
  if (answer instanceof Error) throw answer
  return answer
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('writeResponse', () => {
  it('writes status, headers and body, beside the headers that the framework set', async () => {
    const answer = await responseOf((res) => {
      res.setHeader('access-control-allow-origin', 'https://app.example.com')
      res.setHeader('vary', 'Origin')
      return writeResponse(res, buildPage())
    })
    expect(answer.status).toBe(403)
    expect(await answer.text()).toBe('page')
    expect(answer.headers.get('content-security-policy')).toBe(policy)
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(answer.headers.get('vary')).toBe('Origin, Cookie, Accept')
    expect(answer.headers.getSetCookie()).toEqual(['a=1'])
  })

  it.each([
    ['content-length', '1'],
    ['content-length', '100'],
    ['content-encoding', 'gzip'],
    ['content-range', 'bytes 0-1/2'],
    ['trailer', 'x'],
    ['transfer-encoding', 'chunked'],
  ])('replaces a header about another body: %s: %s', async (name, value) => {
    for (const response of [buildPage(), new Response(null, { status: 204 }), new Response(null)]) {
      const answer = await responseOf((res) => {
        res.setHeader(name, value)
        return writeResponse(res, response.clone())
      })
      const expected = await response.text()
      expect(await answer.text()).toBe(expected)
      const length = answer.status === 204 ? null : String(expected.length)
      expect(answer.headers.get('content-length')).toBe(length)
      if (name !== 'content-length') expect(answer.headers.has(name)).toBe(false)
    }
  })

  it('holds the headers against what wrapped writeHead before', async () => {
    const answer = await responseOf((res) => {
      const writeHead = res.writeHead.bind(res)
      res.writeHead = (status: number) => {
        res.setHeader('content-security-policy', "default-src 'self'")
        return writeHead(status)
      }
      return writeResponse(res, buildPage())
    })
    expect(answer.headers.get('content-security-policy')).toBe(policy)
  })

  it('writes nothing where another response has begun', async () => {
    const answer = await responseOf(async (res) => {
      res.write('theirs')
      await writeResponse(res, buildPage())
      res.end()
    })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('theirs')
  })

  it('rejects where what is in front throws', async () => {
    const failures: unknown[] = []
    const answer = await answerOf(async (res) => {
      res.writeHead = () => {
        throw new Error('in front')
      }
      await writeResponse(res, buildPage()).catch((error: unknown) => failures.push(error))
      res.destroy()
    })
    expect(answer).toBeInstanceOf(Error)
    expect(failures).toEqual([new Error('in front')])
  })
})

describe('writeFailure', () => {
  it('answers 500 with no header of the response that failed, and logs the error', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    let calls = 0
    const answer = await responseOf(async (res) => {
      const writeHead = res.writeHead.bind(res)
      res.writeHead = (status: number) => {
        calls += 1
        if (calls === 1) throw new Error('the first head fails')
        return writeHead(status)
      }
      res.setHeader('x-own', 'a')
      await writeResponse(res, buildPage()).catch((error: unknown) => writeFailure(res, error))
    })
    expect(answer.status).toBe(500)
    expect(await answer.text()).toBe('Internal Server Error')
    expect(answer.headers.has('content-security-policy')).toBe(false)
    expect(answer.headers.has('x-own')).toBe(false)
    expect(log.mock.calls.flat().join()).toContain('the first head fails')
  })

  it('stays private where the response was', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const answer = await responseOf((res) => {
      holdResponseHeaders(res).add([])
      writeFailure(res, new Error('any'))
    })
    expect(answer.status).toBe(500)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
  })

  it('closes the connection where the head is written, or cannot be', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const begun = await answerOf((res) => {
      res.writeHead(200, { 'content-length': '9' })
      res.write('half')
      writeFailure(res, new Error('any'))
    })
    const blocked = await answerOf((res) => {
      res.writeHead = () => {
        throw new Error('in front')
      }
      writeFailure(res, new Error('any'))
    })
    expect([begun, blocked]).toEqual([expect.any(Error), expect.any(Error)])
  })
})
