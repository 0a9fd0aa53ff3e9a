import { minimalOptions } from '@x/oidc-testing'
import { createEngine } from '@x/oidc-engine'
import { NextRequest } from 'next/server.js'
import { expect, it, vi } from 'vitest'
import { handleProxy } from '../src/proxy.ts'

const engine = createEngine(minimalOptions())
const { cookieName } = engine.config.session
const marked = `/oauth2/authorization/main?${new URLSearchParams({ gate: '1', returnTo: '/me' }).toString()}`

it.each(['/', '/me', '/logout', '/oauth2/session', '/login/forbidden?returnTo=/me', marked])(
  'the proxy parses the cookies of a request once: %s',
  async (path) => {
    const headers = { accept: 'text/html', 'sec-fetch-mode': 'navigate', cookie: `${cookieName}=x; a=b` }
    const request = new NextRequest(`http://localhost:3000${path}`, { headers })
    const get = vi.spyOn(request.headers, 'get')
    await handleProxy(engine, request)
    expect(get.mock.calls.filter(([name]) => name === 'cookie')).toHaveLength(1)
  },
)
