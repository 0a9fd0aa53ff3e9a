import { describe, expect, it } from 'vitest'
import { isCrossSite } from './request.ts'

const own = 'https://app.example.com'

function ask(method: string, headers: Readonly<Record<string, string>>): boolean {
  const sent = new Headers(headers)
  return isCrossSite({ method, url: '/', header: (name) => sent.get(name) }, own)
}

const navigation = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }

describe('isCrossSite', () => {
  it.each([
    ['a navigation from another site, in a window or a frame', 'GET', navigation],
    ['a request of the application itself', 'POST', { 'sec-fetch-site': 'same-origin', origin: own }],
    [
      'a form of the application without a referrer',
      'POST',
      { 'sec-fetch-site': 'same-origin', origin: 'null' },
    ],
    [
      'a request of a host of the same site',
      'POST',
      { 'sec-fetch-site': 'same-site', origin: 'https://b.example.com' },
    ],
    ['an address that the person typed', 'GET', { 'sec-fetch-site': 'none' }],
    ['a request of the application in a browser without Fetch Metadata', 'POST', { origin: own }],
    ['a navigation in a browser without Fetch Metadata', 'GET', {}],
  ])('accepts %s', (_name, method, headers) => {
    expect(ask(method, headers)).toBe(false)
  })

  it.each([
    ['a form of another site', 'POST', { ...navigation, origin: 'https://evil.example' }],
    ['a form of a sandboxed frame', 'POST', { ...navigation, origin: 'null' }],
    ['a form without an Origin', 'POST', navigation],
    [
      'a form whose adapter does not know the method',
      'GET',
      { ...navigation, origin: 'https://evil.example' },
    ],
    [
      'a fetch',
      'GET',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'https://evil.example' },
    ],
    ['an image or a script', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    [
      'a WebSocket',
      'GET',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'websocket', origin: 'https://evil.example' },
    ],
    ['a WebSocket without Fetch Metadata', 'GET', { upgrade: 'websocket', origin: 'https://evil.example' }],
    ['a form without Fetch Metadata', 'POST', { origin: 'https://evil.example' }],
    ['a form of an origin that the own one begins', 'POST', { origin: `${own}.evil.example` }],
    ['a request of the own host over http', 'POST', { origin: 'http://app.example.com' }],
    ['two origins', 'POST', { origin: `${own}, https://evil.example` }],
    ['a request that changes state and names no origin', 'DELETE', {}],
    ['a method that is unknown', 'PROPFIND', navigation],
  ])('refuses %s', (_name, method, headers) => {
    expect(ask(method, headers)).toBe(true)
  })
})
