import { describe, expect, it } from 'vitest'
import { isFromOrigin } from './is-from-origin.ts'

const own = 'https://app.example.com'

function ask(origin: string | undefined, origins: readonly string[] = [own]): boolean {
  const headers: Readonly<Record<string, string | undefined>> = { origin }
  return isFromOrigin({ method: 'GET', url: '/', header: (name) => headers[name] }, origins)
}

describe('isFromOrigin', () => {
  it('accepts a page of each origin', () => {
    expect(ask(own)).toBe(true)
    expect(ask('http://localhost:5173', [own, 'http://localhost:5173'])).toBe(true)
    expect(isFromOrigin(new Request(own, { headers: { origin: own } }), [own])).toBe(true)
  })

  it.each([
    ['another site', 'https://evil.example'],
    ['a host of the same site', 'https://blog.example.com'],
    ['an origin that begins like it', `${own}.evil.example`],
    ['another scheme', 'http://app.example.com'],
    ['another port', `${own}:8443`],
    ['a sandboxed frame', 'null'],
    ['two origins', `${own}, https://evil.example`],
    ['the same one twice', `${own}, ${own}`],
    ['no origin', undefined],
    ['an empty origin', ''],
  ])('refuses %s (cross-site WebSocket hijacking)', (_name, origin) => {
    expect(ask(origin)).toBe(false)
  })

  it.each(['*', 'null', '', own + '/', own + '/app', 'https://APP.example.com', own + ':443', 'ws://a.b', 7])(
    'throws for the allowed origin %j',
    (given) => {
      expect(() => ask(own, [own, given as string])).toThrow(/An allowed origin is .*, expected one such as/u)
    },
  )

  it('refuses everything without an allowed origin', () => {
    expect(ask(undefined, [])).toBe(false)
    expect(ask('', [])).toBe(false)
  })
})
