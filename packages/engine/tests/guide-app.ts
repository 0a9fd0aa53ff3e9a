import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import type { EngineOptions, EngineProviderOptions } from '@x/oidc-engine'
import {
  type ClientOptions,
  createUserAgent,
  type EmbeddedProvider,
  type People,
  type PresetName,
  signIn,
  startProvider,
} from '@x/oidc-testing'
import ts from 'typescript'
import { onTestFinished } from 'vitest'
import { parseMarkdown } from '../../../tools/docs/parse-markdown.mjs'
import { type App, type AppOptions, startApp } from './start-app.ts'

const clientSecret = 'the secret of the guide, long enough'

/** Reads the options that a guide tells people to paste. */
function readGuide(name: string): EngineOptions {
  const text = readFileSync(new URL(`../../../docs/providers/${name}.md`, import.meta.url), 'utf8')
  const program = parseMarkdown(text).blocks.find(({ code }) => code.includes('export default'))?.code ?? ''
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const run = runInThisContext(`(exports, process) => {${outputText}\n}`) as (
    exported: { default?: EngineOptions },
    process: unknown,
  ) => void
  const exported: { default?: EngineOptions } = {}
  run(exported, {
    env: { CLIENT_SECRET: clientSecret, SESSION_SECRET: 'a secret of more than thirty-two bytes' },
  })
  if (exported.default === undefined) throw new Error(`docs/providers/${name}.md has no configuration`)
  return exported.default
}

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
  readonly change?: Partial<EngineProviderOptions>
  readonly options?: AppOptions['options']
}

/** Starts an application as a guide configures it, but for the addresses, at a provider as the guide is about. */
export async function startFromGuide(guide: string, settings: GuideSettings): Promise<GuideApp> {
  const { preset, people, change, options } = settings
  const { providers, security } = readGuide(guide)
  const [configured] = providers
  if (configured === undefined || configured.signIn === false)
    throw new Error(`docs/providers/${guide}.md configures no provider with sign-ins`)
  const provider = await startProvider({ preset, people })
  onTestFinished(provider.close)
  const { issuerUrl } = provider
  const app = await startApp({
    issuerUrl,
    provider: { ...configured, issuerUrl, ...change },
    options: { ...(security && { security }), ...options },
  })
  onTestFinished(app.close)
  const client = {
    clientId: configured.clientId ?? '',
    clientSecret,
    redirectUris: [`${app.origin}/login/oauth2/code/${configured.providerId}`],
    postLogoutRedirectUris: [`${app.origin}/logout/done`],
  }
  await provider.registerClient(client)

  async function visit(person: string): Promise<string> {
    const { status, text } = await signIn(createUserAgent(), `${app.origin}/me`, person)
    if (status === 200) return text
    const reason = /\b(?:role_missing|claims_incomplete|email_unverified|name_missing)\b/u.exec(text)
    return `${status} ${reason?.[0]}`
  }
  return { ...app, provider, client, visit }
}
