import type { RequestListener } from 'node:http'
import { createOidc, type EngineEvent, type SessionStore } from '@x/oidc-node'
import {
  createUserAgent,
  signIn,
  startHttpServer,
  startProvider,
  type EmbeddedProvider,
  type UserAgent,
} from '@x/oidc-testing'
import { expect } from 'vitest'

const secret = 'a secret of more than thirty-two bytes, for tests'

/** An application whose processes take turns behind one address. */
export interface SharedApp {
  readonly origin: string
  readonly provider: EmbeddedProvider
  readonly events: EngineEvent[]
  /** Lets one process answer all requests; undefined: they take turns. */
  readonly choose: (process: number | undefined) => void
  readonly openSession: (person: string) => Promise<UserAgent>
  readonly close: () => Promise<void>
}

/** @param stores one for each process, each with connections of its own */
export async function startSharedApp(stores: readonly SessionStore[]): Promise<SharedApp> {
  const events: EngineEvent[] = []
  let chosen: number | undefined
  let requests = 0
  const provider = await startProvider({
    people: {
      ada: { subject: 'sub-of-ada', name: 'Ada', groups: ['staff'] },
      bob: { subject: 'sub-of-bob', name: 'Bob', groups: ['staff'] },
    },
  })
  const processes: RequestListener[] = []
  const balancer = await startHttpServer((req, res) => {
    requests += 1
    processes[chosen ?? requests % processes.length]?.(req, res)
  })
  const { origin } = balancer
  await provider.registerClient({
    ...{ clientId: 'app', clientSecret: secret },
    redirectUris: [`${origin}/login/oauth2/code/main`],
    postLogoutRedirectUris: [`${origin}/logout/done`],
  })
  for (const store of stores) {
    const oidc = createOidc({
      baseUrl: origin,
      providers: [
        {
          ...{ providerId: 'main', issuerUrl: provider.issuerUrl, clientId: 'app', clientSecret: secret },
          rolesClaims: ['groups'],
        },
      ],
      security: { roleMapping: { staff: ['ROLE_USER'] } },
      session: { secret, store },
      log: (event) => events.push(event),
    })
    processes.push(
      oidc.listener(async (req, res) => {
        if (req.url === '/') return res.end(`hello ${req.auth.user?.name ?? 'anonymous'}`)
        const caller = await oidc.gate(req, res)
        return caller && res.end(`you are ${caller.user.name}`)
      }),
    )
  }
  return {
    ...{ origin, provider, events },
    choose: (process) => {
      chosen = process
    },
    async openSession(person) {
      const browser = createUserAgent()
      const page = await signIn(browser, `${origin}/me`, person)
      expect([page.status, page.text]).toEqual([200, `you are sub-of-${person}`])
      return browser
    },
    async close() {
      await balancer.close()
      await provider.close()
    },
  }
}
