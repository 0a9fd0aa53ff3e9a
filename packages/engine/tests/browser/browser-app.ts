import { launchBrowser, startHttpServer } from '@x/oidc-testing'
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest'
import type { Fixture } from '../sign-in-fixture.ts'
import { createAppEngine } from '../start-app.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>

export type BrowserContext = Awaited<ReturnType<Browser['newContext']>>

/** A document that the application serves beside the pages that need a sign-in. */
export interface PublicFile {
  readonly type: string
  readonly body: string
}

/** What each test gets: an application that runs, and a Chromium that was never there. */
export interface BrowserApp {
  readonly origin: string
  readonly context: BrowserContext
  /** How many callbacks arrived. */
  readonly callbacks: number
}

/** Every path but those of `files` needs a sign-in, and greets who is signed in. */
export function useBrowserApp(
  fixture: Fixture,
  files: Readonly<Record<string, PublicFile>> = {},
): BrowserApp {
  const app = { origin: '', callbacks: 0 } as { -readonly [Key in keyof BrowserApp]: BrowserApp[Key] }
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
  })

  beforeEach(async () => {
    app.callbacks = 0
    const started: { engine?: ReturnType<typeof createAppEngine>['engine'] } = {}
    const server = await startHttpServer(async (request, response) => {
      const url = app.origin + (request.url ?? '/')
      if (url.includes('/login/oauth2/code/')) app.callbacks += 1
      const asked = {
        method: request.method ?? 'GET',
        url,
        header: (name: string) => request.headers[name]?.toString(),
      }
      const answer = (await started.engine?.handle(asked)) ?? (await serve(asked))
      response.writeHead(answer.status, [...answer.headers].flat())
      response.end(await answer.text())
    })
    onTestFinished(() => server.close())
    app.origin = server.origin
    started.engine = createAppEngine(server.origin, {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    }).engine

    async function serve(
      asked: Parameters<NonNullable<typeof started.engine>['gate']>[0],
    ): Promise<Response> {
      const file = files[new URL(asked.url).pathname]
      if (file !== undefined) return new Response(file.body, { headers: { 'content-type': file.type } })
      const gate = await started.engine?.gate(asked)
      if (gate?.response !== undefined) return gate.response
      return new Response(`<h1>${gate?.auth.user.name === 'ada' ? 'ada' : 'another'}</h1>`, {
        headers: { 'content-type': 'text/html' },
      })
    }
    app.context = await browser.newContext()
    app.context.setDefaultTimeout(240_000)
    const { context } = app
    onTestFinished(() => context.close())
  })
  return app
}
