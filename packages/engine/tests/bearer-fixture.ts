import type { BearerOptions, Engine, EngineEvent, EngineOptions, Gate } from '@x/oidc-engine'
import { startMisbehavingProvider, type JsonRecord, type MisbehavingProvider } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { clientSecret, createAppEngine, type AppOptions } from './start-app.ts'

export const baseUrl = 'https://app.example.com'
export const audience = 'https://api.example.com'

/** An application that has asked its provider nothing yet. */
export interface Api {
  readonly engine: Engine
  readonly events: readonly EngineEvent[]
  /** The addresses that it asked. */
  readonly asked: readonly string[]
  /** Sends a request with this `Authorization`, or with these headers, to a route behind `bearer`. */
  readonly send: (
    authorization: string | Readonly<Record<string, string>>,
    bearer?: Partial<BearerOptions>,
    url?: string,
  ) => Promise<Gate>
  /** The same with a token, and what came of it in words: `200`, or status, error and rule. */
  readonly judge: (token: string, bearer?: Partial<BearerOptions>) => Promise<string>
}

export interface BearerFixture {
  readonly provider: MisbehavingProvider
  /** One that the application does not know. */
  readonly stranger: MisbehavingProvider
  /** NumericDate for both providers and the application. */
  now: number
  readonly createApi: (
    provider?: AppOptions['provider'],
    options?: Partial<EngineOptions>,
    providers?: AppOptions['providers'],
    memory?: AppOptions['memory'],
    ports?: Pick<AppOptions, 'startTimer'>,
  ) => Api
  /** What RFC 9068 asks for, of an administrator. */
  readonly buildClaims: (changes?: Readonly<JsonRecord>) => JsonRecord
  readonly sign: (claims?: unknown, header?: Readonly<JsonRecord>) => Promise<string>
}

/** Starts two providers, once for a test file; every test begins with both behaving. */
export function useBearerFixture(): BearerFixture {
  const began = 1_793_000_000
  const now = (): number => fixture.now
  const fixture = {
    now: began,
    createApi,
    buildClaims: (changes: Readonly<JsonRecord> = {}) => ({
      ...{ iss: fixture.provider.issuerUrl, sub: 'ada', aud: audience, client_id: 'mobile', jti: 'a1b2' },
      ...{ iat: fixture.now - 10, exp: fixture.now + 300, scope: 'read write', groups: ['admins'] },
      ...changes,
    }),
    sign: (claims: unknown = fixture.buildClaims(), header: Readonly<JsonRecord> = {}) =>
      fixture.provider.signJwt(claims, { typ: 'at+jwt', ...header }),
  } as unknown as { -readonly [Key in keyof BearerFixture]: BearerFixture[Key] }

  function createApi(
    provider: AppOptions['provider'] = {},
    options: Partial<EngineOptions> = {},
    providers: AppOptions['providers'] = [],
    memory: AppOptions['memory'] = {},
    ports: Pick<AppOptions, 'startTimer'> = {},
  ): Api {
    const asked: string[] = []
    const { engine, events } = createAppEngine(baseUrl, {
      issuerUrl: fixture.provider.issuerUrl,
      provider,
      providers,
      now,
      memory,
      ...ports,
      options: {
        fetch: (url, init) => {
          asked.push(url)
          return fetch(url, init)
        },
        ...options,
      },
    })
    const send: Api['send'] = (authorization, bearer = {}, url = `${baseUrl}/api`) => {
      const headers = typeof authorization === 'string' ? { authorization } : authorization
      const facts = { method: 'GET', url, header: (name: string) => headers[name] }
      return engine.gate(facts, { bearer: { audience, ...bearer } }) as Promise<Gate>
    }
    const judge: Api['judge'] = async (token, bearer) => {
      const { response } = await send(`Bearer ${token}`, bearer)
      if (response === undefined) return '200'
      const { detail, code } = events.filter(({ level }) => level !== 'warn').at(-1) ?? {}
      const { error = code, rule = '' } = (detail ?? {}) as { error?: string; rule?: string }
      return `${response.status} ${error} ${rule}`.trim()
    }
    return { engine, events, asked, send, judge }
  }

  beforeAll(async () => {
    const clients = [{ clientId: 'app', clientSecret, redirectUris: [] }]
    fixture.provider = await startMisbehavingProvider({ clients, now })
    fixture.stranger = await startMisbehavingProvider({ now })
  })
  afterEach(() => {
    fixture.provider.behave()
    fixture.provider.requests.clear()
    fixture.now = began
  })
  afterAll(async () => {
    await fixture.provider.close()
    await fixture.stranger.close()
  })
  return fixture
}
