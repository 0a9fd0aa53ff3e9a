import type { Server } from 'node:http'
import {
  createUserAgent,
  signIn,
  startHttpServer,
  startProvider,
  type EmbeddedProvider,
} from '@x/oidc-testing'
import { afterAll, beforeAll, vi } from 'vitest'
import type { Settings } from '../src/settings.ts'

const people = {
  ada: { name: 'Ada', groups: ['admins'] },
  ben: { name: 'Ben', groups: ['staff'] },
}

/** A recipe that runs, with a provider to sign in to. */
export interface RunningRecipe {
  readonly provider: EmbeddedProvider
  readonly server: Server
  readonly settings: Settings
  readonly origin: string
  /** Signs a person in, and gives the header `cookie` of their browser. */
  readonly obtainCookie: (person: keyof typeof people) => Promise<string>
  readonly close: () => Promise<void>
}

/** Starts a provider and a server, to which the recipe is added. */
export async function startRecipe(path = ''): Promise<RunningRecipe> {
  // Refusals are warnings, which go to the console.
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const provider = await startProvider({ people, refreshTokens: 'always' })
  const { server, origin, close } = await startHttpServer()
  const clientSecret = 'a secret for tests'
  const baseUrl = origin + path
  await provider.registerClient({
    ...{ clientId: 'app', clientSecret },
    redirectUris: [`${baseUrl}/login/oauth2/code/main`],
  })
  return {
    ...{ provider, server, origin },
    settings: {
      ...{ baseUrl, clientSecret, issuerUrl: provider.issuerUrl },
      sessionSecret: 'a session secret for tests, long enough',
    },
    async obtainCookie(person) {
      const agent = createUserAgent()
      await signIn(agent, `${baseUrl}/login`, person)
      return agent
        .cookies(baseUrl)
        .map((cookie) => cookie.cookieString())
        .join('; ')
    },
    async close() {
      await close()
      await provider.close()
      warnings.mockRestore()
    },
  }
}

/** Starts one for all tests of a file. */
export function useRecipe(add: (recipe: RunningRecipe) => unknown): () => RunningRecipe {
  let recipe: RunningRecipe
  beforeAll(async () => {
    recipe = await startRecipe()
    await add(recipe)
  })
  afterAll(() => recipe.close())
  return () => recipe
}

/** Says who has this cookie, for `endSessions`. */
export async function readPerson(
  { origin }: RunningRecipe,
  cookie: string,
): Promise<{ readonly issuer: string; readonly subject: string }> {
  const response = await fetch(`${origin}/oauth2/session`, { headers: { cookie } })
  const { user } = (await response.json()) as { user: { issuer: string; subject: string } }
  return { issuer: user.issuer, subject: user.subject }
}
