import { people } from '@x/example-node/people'
import { launchBrowser } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startExample } from '../src/start-example.ts'
import type { RunningExample } from '../src/start-example.ts'
import { browserCases } from './browser-cases.ts'
import type { Browser } from './browser-cases.ts'
import { nodeOptions, stepTimeout, testedApps } from './tested-apps.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})

describe.each(testedApps)('in a real Chromium, %s', (app) => {
  let example: RunningExample | undefined
  beforeAll(async () => {
    example = await startExample({ app, people, appPort: 0, providerPort: 0, nodeOptions })
  })
  afterAll(async () => {
    await example?.close()
  })

  it.each(browserCases)('$name', async ({ javaScript = true, run }) => {
    const context = await browser.newContext({ javaScriptEnabled: javaScript })
    context.setDefaultTimeout(stepTimeout)
    // Nothing that a page of ours does is against its own policy.
    const complaints: string[] = []
    context.on('console', (message) => {
      if (/content security policy|refused/iu.test(message.text())) complaints.push(message.text())
    })
    try {
      await run({ ...(example as RunningExample), context, page: await context.newPage() })
    } finally {
      await context.close()
    }
    expect(complaints).toEqual([])
  })
})
