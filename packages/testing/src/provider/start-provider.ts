import type { IncomingMessage } from 'node:http'
import type { Provider } from 'oidc-provider'
import { borrowSigningKey, returnSigningKeys } from '../keys/signing-key.ts'
import type { SigningKey } from '../keys/signing-key.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'
import type { Outage } from '../server/loopback-server.ts'
import type { RequestLog } from '../server/request-log.ts'
import { buildScopedClaims } from './account-claims.ts'
import { answerPeople } from './answer-people.ts'
import { answerResource } from './answer-resource.ts'
import { authenticateByCertificate } from './certificate-header.ts'
import { buildRegisteredClient } from './client-metadata.ts'
import type { CertificateClient } from './client-metadata.ts'
import { enterMount } from './enter-mount.ts'
import { answerInteraction } from './interaction.ts'
import { loadOidcProvider } from './load-oidc-provider.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import { createPeopleRegistry } from './people-registry.ts'
import { registerPasswordGrant } from './password-grant.ts'
import { completePerson } from './presets/complete-person.ts'
import { dressProvider } from './presets/dress-provider.ts'
import { plainShape } from './presets/plain-shape.ts'
import type { Issuance } from './presets/preset.ts'
import { findPreset } from './presets/presets.ts'
import { buildConfiguration, buildResourceServer, resolveDefaultAudience } from './provider-configuration.ts'
import type { ClientOptions, Person, ProviderOptions } from './provider-options.ts'
import { createAccessTokenReader } from './read-access-token.ts'
import { sendLogoutTokens } from './send-logout-tokens.ts'
import { createRefreshWatch, type RefreshCounts } from './watch-refreshes.ts'

/** A running OpenID provider. */
export interface EmbeddedProvider {
  /** The issuer, exactly as in the metadata and the tokens. */
  readonly issuerUrl: string
  /** The page on which people lose roles, groups and other texts of their claims, and get them back, by one click. */
  readonly peopleUrl: string
  /** The requests that the provider received. */
  readonly requests: RequestLog
  /** Adds a client, or replaces the one of the same `clientId`. */
  registerClient(client: ClientOptions): Promise<void>
  /** Adds a person, or replaces their claims; sessions and refresh tokens stay. */
  setPerson(key: string, person: Person): void
  /**
   * Disables a person: a refresh is answered `invalid_grant`, the person is missing on the sign-in page, and their sessions at the
   * provider end. Resolves when the clients have answered their logout tokens.
   * @throws TypeError if there is no such person
   */
  disablePerson(key: string): Promise<void>
  /** Lets a disabled person sign in again. Refresh tokens that do not belong to a session work again. */
  enablePerson(key: string): void
  /**
   * Ends all sessions and grants of a person, as an administrator does: refresh tokens, codes and opaque access tokens are
   * not valid any more. Access tokens that are JWTs stay valid until they expire. Resolves when the clients have answered their logout
   * tokens.
   * @throws TypeError if there is no such person
   */
  endSessions(key: string): Promise<void>
  /** The requests with a refresh token that the provider answered. */
  readonly refreshes: RefreshCounts
  /**
   * Delays the responses of the token endpoint until the promise resolves. The requests have been processed before, so that a refresh
   * token is used up already. `undefined` ends the delay of later requests.
   * @example
   * const gate = createGate()
   * provider.delayTokens(() => gate.opened)
   */
  delayTokens(wait: (() => Promise<unknown>) | undefined): void
  /** Signs with new keys from now on and publishes only those. */
  rotateKeys(): Promise<void>
  /** Makes the provider unreachable in the given way. */
  goDown(how: Outage): Promise<void>
  /** Ends the outage, on the same port. */
  comeBack(): Promise<void>
  /** Stops at once, also with open connections. */
  close(): Promise<void>
}

/** The models of `oidc-provider` whose entries belong to an account. */
const accountModels = ['Session', 'Grant', 'AuthorizationCode', 'RefreshToken', 'AccessToken']

const plainUserinfo = plainShape.endpoints.userinfo ?? ''

function buildPlainUserinfo({ account, scope }: Issuance): Record<string, unknown> {
  return account ? buildScopedClaims(account.key, account.person, scope) : {}
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '/'
}

type Keys = readonly [SigningKey, ...SigningKey[]]

async function borrowKeys({ signingAlgs = ['RS256'] }: ProviderOptions): Promise<Keys> {
  const [first, ...others] = signingAlgs
  return [await borrowSigningKey(first), ...(await Promise.all(others.map(borrowSigningKey)))]
}

/**
 * Starts the certified `oidc-provider` package on a loopback port, with a page on which one click chooses a person.
 *
 * @example
 * const provider = await startProvider({
 *   people: { ada: { name: 'Ada', claims: { realm_access: { roles: ['admins'] } } } },
 *   clients: [{ clientId: 'app', clientSecret: 'secret', redirectUris: ['http://localhost:3000/login/oauth2/code/op'] }],
 * })
 * provider.issuerUrl // 'http://localhost:41234'
 * @throws TypeError for a preset with options that the preset decides, and for people that the real provider cannot have
 */
export async function startProvider(options: ProviderOptions = {}): Promise<EmbeddedProvider> {
  const preset = findPreset(options)
  const shape = preset ?? plainShape
  const registry = createPeopleRegistry(options.people ?? {}, (key, person) =>
    completePerson(preset, key, person),
  )
  const { enabled: people } = registry
  const oidc = await loadOidcProvider()
  const mountPath = options.path ?? shape.mountPath
  const server = await startLoopbackServer(options.host ?? 'localhost', options.port ?? 0)
  const issuerUrl = server.origin + mountPath + shape.issuerSuffix
  const peopleUrl = `${server.origin}${mountPath}/people`
  const addresses = { issuer: issuerUrl, origin: server.origin, mountPath }
  const adapter = createMemoryAdapter()
  const refreshes = createRefreshWatch()
  const certificateClients = new Map<string, CertificateClient>()
  const used: SigningKey[] = []
  const readAccessToken = createAccessTokenReader(preset, addresses, { people, keys: used })
  const resources = new Map(
    Object.entries(preset?.buildResources(addresses) ?? { [mountPath + plainUserinfo]: buildPlainUserinfo }),
  )
  const { token, introspection, revocation } = shape.endpoints
  const authenticated = [token, introspection, revocation]

  /** Replaces the `Provider`: its constructor fixes the keys, and the claims that each scope releases. */
  function serve(keys: Keys): void {
    const provider: Provider = new oidc.Provider(
      issuerUrl,
      buildConfiguration({
        ...{ options, shape, people, keys, adapter, mountPath, oidc },
        cookieSuffix: new URL(issuerUrl).port,
      }),
    )
    registerPasswordGrant(provider, {
      people,
      errors: oidc.errors,
      defaultAudience: resolveDefaultAudience({ options, shape }),
      resourceServerOf: (audience) => buildResourceServer({ options, shape, keys }, audience),
    })
    refreshes.watch(provider, oidc.errors)
    if (preset) dressProvider(provider, { preset, addresses, people, keys, readAccessToken })
    running = provider
    const callback = provider.callback()
    server.serve(async (request, response) => {
      const build = resources.get(pathOf(request))
      if (build && (await answerResource({ readAccessToken, build }, request, response))) return
      if (!enterMount(request, addresses)) return void response.writeHead(404).end()
      const path = pathOf(request)
      if (path === '/people') return answerPeople({ registry, url: peopleUrl }, { request, response })
      if (path.startsWith('/interaction/')) {
        return answerInteraction({ provider, people, mountPath, peopleUrl }, { request, response })
      }
      if (authenticated.includes(path))
        authenticateByCertificate(request.headers, certificateClients.values())
      return callback(request, response)
    })
  }

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

  /** What is deleted is so at once. */
  async function endSessions(key: string, models: readonly string[]): Promise<void> {
    const sessions = adapter.deleteOfAccount(registry.findSubject(key), models)
    await Promise.all(sessions.map((session) => sendLogoutTokens(running, session)))
  }

  let running: Provider
  let current: Keys
  for (const client of options.clients ?? []) await registerClient(client)
  await rotateKeys()

  return {
    issuerUrl,
    peopleUrl,
    requests: server.requests,
    registerClient,
    setPerson: (key, person) => {
      registry.set(key, person)
      serve(current)
    },
    disablePerson: async (key) => {
      registry.disable(key)
      await endSessions(key, ['Session'])
    },
    enablePerson: (key) => {
      registry.enable(key)
      serve(current)
    },
    endSessions: (key) => endSessions(key, accountModels),
    refreshes: refreshes.counts,
    delayTokens: refreshes.delay,
    rotateKeys,
    goDown: server.goDown,
    comeBack: server.comeBack,
    close: async () => {
      await server.close()
      returnSigningKeys(used.splice(0))
    },
  }
}
