import { defineOidcConfig } from '@x/oidc-core'
import { type BrowserSessionsSettings, describeBrowserSessions } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { createRefusalMemory } from '../access/report-refusal.ts'
import { createMemoryReplayStore } from '../cache/replay-store.ts'
import { createCookieTable } from '../cookies/table.ts'
import { createSealer } from '../crypto/seal.ts'
import { createRouteTable } from '../http/route-table.ts'
import { defaultPorts } from '../ports.ts'
import { createProviderRegistry, type Provider } from '../providers/provider.ts'
import { createCookieSessions } from './cookie-sessions.ts'
import { createLatestSessions } from './latest-sessions.ts'
import { memoryStore } from './memory-store.ts'
import type { SessionContext } from './session-context.ts'
import { createStoredSessions } from './stored-sessions.ts'
import { createUnsavedSessions } from './unsaved-sessions.ts'

function createContext({
  now,
  provider,
  idleSeconds,
  absoluteSeconds,
}: BrowserSessionsSettings): Omit<SessionContext, 'sessions' | 'refresher' | 'pages'> {
  const { providerId, issuer } = provider
  const config = defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [{ providerId, issuerUrl: issuer, clientId: 'app' }],
    session: { secret: 'a secret of more than thirty-two bytes', idleSeconds, absoluteSeconds },
    clockSkewSeconds: 0,
  })
  const [found] = config.providers
  return {
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
    onSignIn: undefined,
    latest: undefined,
    keepsTokens: false,
  }
}

describe('sessions in cookies keep the contract of sessions in browsers', () => {
  const contract = describeBrowserSessions((settings) => createCookieSessions(createContext(settings)))
  it.each(contract)('$name', ({ run }) => run())
})

describe('sessions in cookies of a single process keep the contract of sessions in browsers', () => {
  const contract = describeBrowserSessions((settings) =>
    createCookieSessions({ ...createContext(settings), latest: createLatestSessions(settings) }),
  )
  it.each(contract)('$name', ({ run }) => run())
})

describe('sessions in a store keep the contract of sessions in browsers', () => {
  const contract = describeBrowserSessions((settings) =>
    createStoredSessions(
      createContext(settings),
      memoryStore({ now: settings.now }),
      createUnsavedSessions({ ...defaultPorts, now: settings.now }),
    ),
  )
  it.each(contract)('$name', ({ run }) => run())
})
