import { createEngine } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'

const options = {
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  session: { secret: 'a secret of more than thirty-two bytes', cookieName: 'own' },
  security: { roleMapping: { staff: ['ROLE_USER'] } },
  log: () => undefined,
} as const
const engine = createEngine({ ...options, baseUrl: 'https://app.example.com' })

const has = (headers: Readonly<Record<string, string>>): boolean =>
  engine.hasCredentials(new Request('https://app.example.com/', { headers }))

describe('S-11: a request carries what may tell who is calling', () => {
  it.each<Record<string, string>>([
    { cookie: '__Host-own=x' },
    { cookie: 'a=1; __Host-own.1=x; b=2' },
    { authorization: 'Bearer x' },
    { authorization: 'bearer' },
    { authorization: 'DPoP x' },
    { authorization: 'Basic x, Bearer y' },
  ])('%j', (headers) => expect(has(headers)).toBe(true))

  it.each<Record<string, string>>([
    {},
    { cookie: 'own=x; theirs=1; __Host-own2=x' },
    { cookie: '__Host-own-try=1; __Host-own-tx.a.b=1; __Host-own-ended=1' },
    { authorization: 'Basic eDp5' },
    { authorization: 'Bearerx y' },
  ])('but not with %j', (headers) => expect(has(headers)).toBe(false))
})
