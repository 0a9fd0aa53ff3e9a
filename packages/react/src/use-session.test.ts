import { createElement, Fragment } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { signInUrl, useSession, type UseSessionOptions } from './index.ts'
import { buildAda } from '../tests/fake-browser.ts'

function Greeting(options: UseSessionOptions): string {
  const { hasRole, status, user } = useSession(options)
  return `${status} ${user?.name ?? ''} ${hasRole('ROLE_USER')}`
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('useSession on a server', () => {
  it('is loading, and sends no request', () => {
    const fetch = vi.fn()
    vi.stubGlobal('fetch', fetch)
    expect(renderToString(createElement(Greeting))).toBe('loading  false')
    expect(fetch).not.toHaveBeenCalled()
  })

  it('shows the session that the server found, to its person alone', () => {
    const initial = buildAda(2_000_000_000)
    const render = (options: UseSessionOptions) => renderToString(createElement(Greeting, options))
    expect(render({ initial })).toBe('authenticated Ada true')
    expect(render({ initial: { authenticated: false } })).toBe('anonymous  false')
    expect(render({})).toBe('loading  false')
    const two = createElement(
      Fragment,
      null,
      createElement(Greeting, { initial }),
      '|',
      createElement(Greeting),
    )
    expect(renderToString(two)).toBe('authenticated Ada true<!-- -->|<!-- -->loading  false')
  })

  it('takes auth of an adapter', () => {
    const user = { issuer: 'https://id.example.com', subject: 'ada', name: 'Ada', claims: {} }
    const auth = { status: 'authenticated', via: 'session', user, expiresAt: 2_000_000_000 } as const
    const roles = new Set(['ROLE_USER'])
    expect(renderToString(createElement(Greeting, { initial: { ...auth, roles } }))).toBe(
      'authenticated Ada true',
    )
    const anonymous = { status: 'anonymous', user: undefined, roles: new Set<string>() } as const
    expect(renderToString(createElement(Greeting, { initial: anonymous }))).toBe('anonymous  false')
  })
})

describe('signInUrl', () => {
  it('leads to the sign-in and back', () => {
    expect(signInUrl()).toBe('/login')
    expect(signInUrl('/reports?a=b&c#d')).toBe('/login?returnTo=%2Freports%3Fa%3Db%26c%23d')
    vi.stubGlobal('location', { pathname: '/here', search: '?x=1', hash: '#y' })
    expect(signInUrl()).toBe('/login?returnTo=%2Fhere%3Fx%3D1%23y')
  })

  it('knows the path of baseUrl and other paths', () => {
    expect(signInUrl('/a', { basePath: '/app/' })).toBe('/app/login?returnTo=%2Fa')
    expect(signInUrl('/a', { paths: { login: '/enter' } })).toBe('/enter?returnTo=%2Fa')
  })
})
