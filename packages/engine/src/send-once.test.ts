import { describe, expect, it } from 'vitest'
import { isNode, sendOnce } from './send-once.ts'

describe('a form that is sent once', () => {
  it.each([
    ['Node', { navigator: { userAgent: 'Node.js/24' } }, true],
    ['Node 20', { process: { version: 'v20.19.0' } }, true],
    ['Bun', { navigator: { userAgent: 'Bun/1.4.5' }, process: { version: 'v24.3.0' } }, false],
    ['Deno', { navigator: { userAgent: 'Deno/2.9.6' } }, false],
    ['workerd', { navigator: { userAgent: 'Cloudflare-Workers' } }, false],
    ['an old workerd', { process: { version: 'v20.1.0' }, WebSocketPair: true }, false],
    ['a browser', { navigator: { userAgent: 'Mozilla/5.0 Node.js/24' } }, false],
  ])('%s: %o is Node: %s', (_, surroundings, expected) => {
    expect(isNode(surroundings)).toBe(expected)
  })

  it('has the bytes, the type and the length of the form', async () => {
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'a b&ü' })
    const sent = sendOnce({ method: 'POST', body: form, headers: { accept: 'application/json' } })
    const headers = new Headers(sent.headers)
    const text = await new Response(sent.body).text()
    expect(sent.body).toBeInstanceOf(ReadableStream)
    expect(text).toBe(form.toString())
    expect(Object.fromEntries(headers)).toEqual({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'content-length': String(text.length),
    })
  })

  it('leaves requests without a form as they are', () => {
    const init = { method: 'GET' }
    expect(sendOnce(init)).toBe(init)
  })
})
