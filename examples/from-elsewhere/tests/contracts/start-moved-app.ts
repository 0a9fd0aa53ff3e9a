import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startProvider, type EmbeddedProvider, type ProviderOptions } from '@x/oidc-testing'
import { vi } from 'vitest'

/** The module of an application: it listens at `PORT` when it is loaded. */
interface AppModule {
  readonly server: unknown
}

interface Move {
  readonly provider?: ProviderOptions
  /** The paths that the application had registered at the provider before the move. */
  readonly redirectPaths: readonly string[]
  readonly clientId?: string
  readonly env: (provider: EmbeddedProvider) => Readonly<Record<string, string>>
  /** None: the application was one of another language. */
  readonly before?: () => Promise<AppModule>
  readonly after: () => Promise<AppModule>
}

export interface MovedApps {
  readonly provider: EmbeddedProvider
  /** The origins of the application as it was, and as it is. */
  readonly before: string
  readonly after: string
  readonly close: () => Promise<void>
}

/** People of every move: an administrator who edits, and a user without a role. */
export const people = {
  ada: { name: 'Ada Lovelace', password: 'demo', claims: { email: 'ada@example.com' } },
  ben: { name: 'Ben Example', password: 'demo' },
} as const

export const clientSecret = 'a-secret-for-tests'

/** Starts a provider, and at it the application before and after its move, as Node would. */
export async function startMovedApps(move: Move): Promise<MovedApps> {
  const provider = await startProvider({ people, ...move.provider })
  const fronts = [await openFront(), await openFront()] as const
  const [before, after] = fronts.map(({ origin }) => origin) as [string, string]
  await provider.registerClient({
    clientId: move.clientId ?? 'app',
    clientSecret,
    redirectUris: [before, after].flatMap((origin) => move.redirectPaths.map((path) => origin + path)),
    postLogoutRedirectUris: [before, after].flatMap((origin) => [
      origin,
      `${origin}/`,
      `${origin}/logout/done`,
    ]),
  })
  const servers: Server[] = []
  for (const [load, front] of [
    [move.before, fronts[0]],
    [move.after, fronts[1]],
  ] as const) {
    if (load === undefined) continue
    // It listens at a port of its own, since that of its address must be known before.
    const env = {
      PORT: '0',
      BASE_URL: front.origin,
      SESSION_SECRET: 'a session secret of forty characters ...',
    }
    for (const [name, value] of Object.entries({ ...env, ...move.env(provider) })) vi.stubEnv(name, value)
    const server = (await load()).server as Server
    front.lead(server)
    servers.push(server)
  }
  return {
    ...{ provider, before, after },
    close: async () => {
      vi.unstubAllEnvs()
      for (const server of [...servers, ...fronts.map(({ server }) => server)]) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
      await provider.close()
    },
  }
}

interface Front {
  readonly server: Server
  readonly origin: string
  /** From now on this server answers. */
  readonly lead: (answering: Server) => void
}

/** Listens before the application is there, so that no other process takes its port. */
async function openFront(): Promise<Front> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  const lead = (answering: Server) =>
    void server.on('request', (req, res) => answering.emit('request', req, res))
  return { server, origin: `http://localhost:${port}`, lead }
}
