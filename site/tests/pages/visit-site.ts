import { launchBrowser } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { serveSite } from '../../../tools/docs/serve-site.mjs'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Context = Awaited<ReturnType<Browser['newContext']>>

export const sizes = {
  narrow: { width: 390, height: 844 },
  wide: { width: 1440, height: 900 },
}

/** A page of each kind, by its path on the site. */
export const kinds = [
  ...['', 'start.html', 'packages/node.html', 'guides/logout.html', 'guides/protect-an-api.html'],
  ...['providers/keycloak.html', 'configuration.html', 'errors.html', 'http.html', 'troubleshooting.html'],
  ...['threat-model.html', 'security.html', 'performance.html', 'benchmarks.html', 'decisions/'],
  ...['decisions/0006-send-the-cookie-challenge-with-a-401.html', 'api/', 'api/oidc-node.html'],
  ...['examples/express.html', 'try.html'],
]

/** Serves the built site to a real Chromium. Each test opens a context of its own, and fails if a page asks another host for anything. */
export function visitSite(): {
  readonly open: (options: Parameters<Browser['newContext']>[0]) => Promise<void>
  readonly newPage: () => ReturnType<Context['newPage']>
  /** Ends with a slash. */
  readonly url: () => string
} {
  let browser: Browser
  let site: Awaited<ReturnType<typeof serveSite>>
  let context: Context
  let foreign: string[] = []
  beforeAll(async () => {
    browser = await launchBrowser()
    site = await serveSite({ port: 0 })
  })
  afterAll(async () => {
    await browser.close()
    site.close()
  })
  afterEach(async () => {
    await context.close()
    expect(foreign).toEqual([])
  })

  return {
    async open(options) {
      foreign = []
      context = await browser.newContext(options)
      context.on('request', (request) => {
        if (!request.url().startsWith(site.url) && !request.url().startsWith('data:'))
          foreign.push(request.url())
      })
    },
    newPage: () => context.newPage(),
    url: () => site.url,
  }
}
