import { readFileSync } from 'node:fs'
import * as core from '@x/oidc-core'
import {
  type BearerOptions,
  createEngine,
  type Engine,
  type EngineAccessTokenProviderOptions,
  type EngineEvent,
  type EngineOptions,
  type EngineProviderOptions,
  type Gate,
} from '@x/oidc-engine'
import type { JsonRecord } from '@x/oidc-testing'
import { guideSecrets, readGuide } from '../../../../tools/docs/read-guide.mjs'
import { openEngineBrowser, type EngineBrowser } from '../engine-browser.ts'
import {
  createDocumentedProvider,
  type DocumentedProvider,
  type ProviderDocumentation,
} from './documented-provider.ts'

/** What a guide of docs/providers promises. */
export interface OpenGuide {
  /** The configuration that readers copy. */
  readonly options: EngineOptions
  /** Its provider. */
  readonly provider: EngineProviderOptions | EngineAccessTokenProviderOptions
  readonly claims: (source: string) => JsonRecord
  /** The first line of the decision. */
  readonly outcome: string
  /** The addresses of the application that the guide says to register. */
  readonly addresses: readonly string[]
  /** What its other programs export. */
  readonly exports: Readonly<Record<string, unknown>>
  /** The options of its APIs. */
  readonly bearerOptions: readonly BearerOptions[]
}

/** Reads the guide of this name. */
export function openGuide(name: string): OpenGuide {
  const text = readFileSync(new URL(`../../../../docs/providers/${name}.md`, import.meta.url), 'utf8')
  const { addresses, bearerOptions, claims, configurations, decision, exports } = readGuide(text, core)
  const options = configurations[0] as EngineOptions
  const [provider] = options.providers as readonly OpenGuide['provider'][]
  if (provider === undefined) throw new Error('the guide has no provider')
  return {
    options,
    provider,
    claims(source) {
      const found = claims.get(source)
      if (found === undefined) throw new Error(`the guide shows no ${source}`)
      return found
    },
    outcome: decision.slice(0, decision.indexOf('\n')),
    addresses,
    exports,
    bearerOptions: bearerOptions as BearerOptions[],
  }
}

/** An application with the configuration of a guide, at the provider that it is about. */
export interface GuideApp {
  readonly engine: Engine
  readonly events: readonly EngineEvent[]
  readonly op: DocumentedProvider
  readonly browser: EngineBrowser
  /** Gives the answer of the callback. */
  readonly signIn: (refusal?: Readonly<Record<string, string>>) => Promise<Response>
  /** Calls the API of the guide with an access token of these claims. */
  readonly callApi: (claims: Readonly<JsonRecord>) => Promise<Gate>
  /** Who is signed in: the name, and the roles in the words of `explainAccess`. */
  readonly describeUser: () => Promise<{ name: string | undefined; roles: string }>
}

/**
 * Starts the application of a guide.
 * @param changes of the guide's provider, for what goes wrong without a part of it
 */
export async function startGuideApp(
  guide: OpenGuide,
  documentation: ProviderDocumentation,
  changes: Partial<EngineProviderOptions | EngineAccessTokenProviderOptions> = {},
): Promise<GuideApp> {
  const op = await createDocumentedProvider(documentation, {
    clientId: guide.provider.clientId ?? '',
    clientSecret: guideSecrets.CLIENT_SECRET,
    redirectUris: guide.addresses,
  })
  const events: EngineEvent[] = []
  const engine: Engine = createEngine(
    {
      ...guide.options,
      providers: [Object.assign({}, guide.provider, changes)],
      fetch: op.fetch,
    },
    {
      log: (event) => events.push(event),
      now: () => documentation.idToken['iat'] as number,
      startTimer: () => () => undefined,
    },
  )
  const browser = openEngineBrowser(engine)
  return {
    engine,
    events,
    op,
    browser,
    async signIn(refusal) {
      const start = await browser.get(`/oauth2/authorization/${guide.provider.providerId}`)
      return browser.get(op.authorize(start.headers.get('location'), refusal))
    },
    async callApi(claims) {
      const [bearer] = guide.bearerOptions
      if (bearer === undefined) throw new Error('the guide has no API')
      const token = await op.signJwt(claims)
      const header = (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined)
      return engine.gate({ method: 'POST', url: '/api', header }, { bearer }) as Promise<Gate>
    },
    async describeUser() {
      const { auth } = await browser.authenticate()
      const roles = [...auth.roles].map((role) => JSON.stringify(role)).join(', ')
      return { name: auth.user?.name, roles: `Admitted with ${roles === '' ? 'no roles' : roles}.` }
    },
  }
}
