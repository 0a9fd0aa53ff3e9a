import type { EngineProviderOptions } from '@x/oidc-engine'
import {
  type ClientOptions,
  createUserAgent,
  type EmbeddedProvider,
  type People,
  type PresetName,
  signIn,
  startProvider,
} from '@x/oidc-testing'
import { onTestFinished } from 'vitest'
import { guideSecrets } from '../../../tools/docs/read-guide.mjs'
import { openGuide } from './guides/open-guide.ts'
import { type App, type AppOptions, startApp } from './start-app.ts'

export interface GuideApp extends App {
  readonly provider: EmbeddedProvider
  readonly client: ClientOptions
  /** Signs a person in with a browser of their own and gives what `/me` says, or the status and reason of the page. */
  readonly visit: (person: string) => Promise<string>
}

export interface GuideSettings {
  readonly preset: PresetName
  readonly people: People
  /** Changes of the guide's provider and of its options. */
  readonly change?: Partial<EngineProviderOptions> | ((issuerUrl: string) => Partial<EngineProviderOptions>)
  readonly options?: AppOptions['options']
}

/** Starts an application as a guide configures it, but for the addresses, at a provider as the guide is about. */
export async function startFromGuide(guide: string, settings: GuideSettings): Promise<GuideApp> {
  const { preset, people, change, options } = settings
  const {
    options: { security },
    provider: configured,
  } = openGuide(guide)
  const provider = await startProvider({ preset, people })
  onTestFinished(provider.close)
  const { issuerUrl } = provider
  const app = await startApp({
    issuerUrl,
    provider: Object.assign(
      {},
      configured,
      { issuerUrl },
      typeof change === 'function' ? change(issuerUrl) : change,
    ),
    options: { ...(security && { security }), ...options },
  })
  onTestFinished(app.close)
  const client = {
    clientId: configured.clientId ?? '',
    clientSecret: guideSecrets.CLIENT_SECRET,
    redirectUris: [`${app.origin}/login/oauth2/code/${configured.providerId}`],
    postLogoutRedirectUris: [`${app.origin}/logout/done`],
  }
  await provider.registerClient(client)

  async function visit(person: string): Promise<string> {
    const { status, text } = await signIn(createUserAgent(), `${app.origin}/me`, person)
    if (status === 200) return text
    const reason =
      /\b(?:role_missing|claims_incomplete|email_unverified|tenant_not_allowed|name_missing)\b/u.exec(text)
    return `${status} ${reason?.[0]}`
  }
  return { ...app, provider, client, visit }
}
