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
  const origins = [await findOrigin(), await findOrigin()] as const
  await provider.registerClient({
    clientId: move.clientId ?? 'app',
    clientSecret,
    redirectUris: origins.flatMap((origin) => move.redirectPaths.map((path) => origin + path)),
    postLogoutRedirectUris: origins.flatMap((origin) => [origin, `${origin}/`, `${origin}/logout/done`]),
  })
  const servers: Server[] = []
  const [before, after] = origins
  for (const [load, origin] of [
    [move.before, before],
    [move.after, after],
  ] as const) {
    if (load === undefined) continue
    const { port } = new URL(origin)
    const env = { PORT: port, BASE_URL: origin, SESSION_SECRET: 'a session secret of forty characters ...' }
    for (const [name, value] of Object.entries({ ...env, ...move.env(provider) })) vi.stubEnv(name, value)
    const server = (await load()).server as Server
    if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
    servers.push(server)
  }
  return {
    ...{ provider, before, after },
    close: async () => {
      vi.unstubAllEnvs()
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
      await provider.close()
    },
  }
}

/** An origin on this machine at which nothing listens. */
async function findOrigin(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://localhost:${port}`
}
