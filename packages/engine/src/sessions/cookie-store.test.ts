import { defineOidcConfig } from '@x/oidc-core'
import { describeSessionStore } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { createRefusalMemory } from '../access/report-refusal.ts'
import { createMemoryReplayStore } from '../cache/replay-store.ts'
import { createCookieTable } from '../cookies/table.ts'
import { createSealer } from '../crypto/seal.ts'
import { createRouteTable } from '../http/route-table.ts'
import { defaultPorts } from '../ports.ts'
import { createProviderRegistry, type Provider } from '../providers/provider.ts'
import { createCookieStore } from './cookie-store.ts'

const contract = describeSessionStore(({ now, provider, idleSeconds, absoluteSeconds }) => {
  const { providerId, issuer } = provider
  const config = defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [{ providerId, issuerUrl: issuer, clientId: 'app' }],
    session: { secret: 'a secret of more than thirty-two bytes', idleSeconds, absoluteSeconds },
    clockSkewSeconds: 0,
  })
  const [found] = config.providers
  return createCookieStore({
    config,
    ports: { ...defaultPorts, now },
    // A store reads nothing else of a provider.
    providers: createProviderRegistry([{ config: found } as Provider]),
    routes: createRouteTable(config),
    names: createCookieTable({
      cookieName: config.session.cookieName,
      secure: true,
      basePath: '/',
      logoutPath: config.paths.logout,
      loggedOutPath: config.paths.loggedOut,
    }),
    sealer: createSealer(config.session.secret),
    refusals: createRefusalMemory(),
    transactions: createMemoryReplayStore(now),
  })
})

describe('the cookie store keeps the contract of session stores', () => {
  it.each(contract)('$name', ({ run }) => run())
})
