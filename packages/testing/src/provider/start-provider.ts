import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { borrowSigningKey, returnSigningKeys } from '../keys/signing-key.ts'
import type { SigningKey } from '../keys/signing-key.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'
import type { Outage } from '../server/loopback-server.ts'
import type { RequestLog } from '../server/request-log.ts'
import { authenticateByCertificate } from './certificate-header.ts'
import { buildRegisteredClient } from './client-metadata.ts'
import type { CertificateClient } from './client-metadata.ts'
import { enterMount } from './enter-mount.ts'
import { answerInteraction } from './interaction.ts'
import { answerJwtUserinfo } from './jwt-userinfo.ts'
import { loadOidcProvider } from './load-oidc-provider.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import { registerPasswordGrant } from './password-grant.ts'
import { buildConfiguration, buildResourceServer, defaultAudience } from './provider-configuration.ts'
import type { ClientOptions, Person, ProviderOptions } from './provider-options.ts'

/** A running OpenID provider. */
export interface EmbeddedProvider {
  /** Exactly as discovery and tokens name it. */
  readonly issuerUrl: string
  /** Everything that reached the provider. */
  readonly requests: RequestLog
  /** Adds a client, or replaces the one of the same `clientId`. */
  registerClient(client: ClientOptions): Promise<void>
  /** Adds a person, or replaces their claims; sessions and refresh tokens stay. */
  setPerson(key: string, person: Person): void
  /** Signs with new keys from now on and publishes only those. */
  rotateKeys(): Promise<void>
  goDown(how: Outage): Promise<void>
  /** Ends the outage, on the same port. */
  comeBack(): Promise<void>
  /** Stops at once, with connections open. */
  close(): Promise<void>
}

type Keys = readonly [SigningKey, ...SigningKey[]]

async function borrowKeys({ signingAlgs = ['RS256'] }: ProviderOptions): Promise<Keys> {
  const [first, ...others] = signingAlgs
  return [await borrowSigningKey(first), ...(await Promise.all(others.map(borrowSigningKey)))]
}

/**
 * Starts the certified `oidc-provider` package on a loopback port, with a page on which a person is chosen by one click.
 *
 * @example
 * const provider = await startProvider({
 *   people: { ada: { name: 'Ada', claims: { realm_access: { roles: ['admins'] } } } },
 *   clients: [{ clientId: 'app', clientSecret: 'secret', redirectUris: ['http://localhost:3000/login/oauth2/code/op'] }],
 * })
 * provider.issuerUrl // 'http://localhost:41234'
 */
export async function startProvider(options: ProviderOptions = {}): Promise<EmbeddedProvider> {
  const oidc = await loadOidcProvider()
  const mountPath = options.path ?? ''
  const server = await startLoopbackServer(options.host ?? 'localhost', options.port ?? 0)
  const issuerUrl = server.origin + mountPath
  const people: Record<string, Person> = { ...options.people }
  const adapter = createMemoryAdapter()
  const certificateClients = new Map<string, CertificateClient>()
  const used: SigningKey[] = []

  function serve(keys: Keys): void {
    const provider: Provider = new oidc.Provider(
      issuerUrl,
      buildConfiguration({
        ...{ options, people, keys, adapter, mountPath },
        cookieSuffix: new URL(issuerUrl).port,
        interactionPolicy: oidc.interactionPolicy,
      }),
    )
    registerPasswordGrant(provider, {
      people,
      errors: oidc.errors,
      defaultAudience:
        options.accessTokenFormat === 'opaque' ? undefined : (options.audience ?? defaultAudience),
      resourceServerOf: (audience) => buildResourceServer({ options, keys }, audience),
    })
    const callback = provider.callback()
    server.serve(async (request, response) => {
      if (!enterMount(request, issuerUrl)) return void response.writeHead(404).end()
      const path = request.url?.split('?', 1)[0] ?? '/'
      if (path.startsWith('/interaction/')) {
        return answerInteraction({ provider, people, mountPath }, { request, response })
      }
      if (path === '/me' && (await answerUserinfo(request, response))) return
      if (path.startsWith('/token')) authenticateByCertificate(request.headers, certificateClients.values())
      return callback(request, response)
    })
  }

  const answerUserinfo = (request: IncomingMessage, response: ServerResponse) =>
    answerJwtUserinfo(
      { issuer: issuerUrl, people, keys: { keys: used.map(({ publicJwk }) => publicJwk) } },
      request,
      response,
    )

  async function rotateKeys(): Promise<void> {
    current = await borrowKeys(options)
    used.push(...current)
    serve(current)
  }

  const clientAdapter = adapter('Client')
  async function registerClient(client: ClientOptions): Promise<void> {
    const { metadata, certificateClient } = buildRegisteredClient(client)
    certificateClients.delete(client.clientId)
    if (certificateClient) certificateClients.set(client.clientId, certificateClient)
    await clientAdapter.upsert(client.clientId, metadata)
  }

  let current: Keys
  for (const client of options.clients ?? []) await registerClient(client)
  await rotateKeys()

  return {
    issuerUrl,
    requests: server.requests,
    registerClient,
    setPerson: (key, person) => {
      people[key] = person
      // Which claims a scope releases is fixed when the provider is built.
      serve(current)
    },
    rotateKeys,
    goDown: server.goDown,
    comeBack: server.comeBack,
    close: async () => {
      await server.close()
      returnSigningKeys(used.splice(0))
    },
  }
}
