import { defineOidcConfig } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'
import { createRouteTable } from './route-table.ts'

const provider = (providerId: string) => ({
  ...{
    providerId,
    issuerUrl: `https://${providerId}.example.com`,
    clientId: 'app',
    clientSecret: 'a secret',
  },
  rolesClaims: ['groups'],
})
const define = (providerIds: readonly string[], paths = {}) =>
  createRouteTable(
    defineOidcConfig({
      baseUrl: 'https://app.example.com',
      providers: providerIds.map(provider),
      ...{ paths, security: { requiredRoles: [] } },
      session: { secret: 'a secret of more than thirty-two bytes' },
    }),
  )

describe('a path', () => {
  it('names the provider that is written in it, and no other', () => {
    const routes = define(['main', 'second'])
    expect(routes.match('/login/oauth2/code/second')).toEqual({ name: 'callback', providerId: 'second' })
    expect(routes.match('/login')).toEqual({ name: 'login' })
    expect(routes.match('/logout')).toEqual({ name: 'logout' })
  })

  it('names the only provider as redirect URI without an id', () => {
    const routes = define(['main'], { callback: '/callback' })
    expect(routes.match('/callback')).toEqual({ name: 'callback', providerId: 'main' })
    expect(routes.url('callback', 'main')).toBe('https://app.example.com/callback')
    expect(routes.match('/login')).toEqual({ name: 'login' })
  })
})
