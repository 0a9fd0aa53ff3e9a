import { mkdirSync } from 'node:fs'
import { people } from '@x/example-node/people'
import { launchBrowser } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startExample } from '../../src/start-example.ts'
import type { RunningExample } from '../../src/start-example.ts'
import { signIn } from '../browser-cases.ts'
import type { Browser, Visit } from '../browser-cases.ts'
import { findBarriers } from '../find-barriers.ts'
import { nodeOptions, stepTimeout, testedApps } from '../tested-apps.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})

/** How to get to each page. */
const ways: Readonly<Record<string, (visit: Visit) => Promise<unknown>>> = {
  home: ({ page, appUrl }) => page.goto(appUrl),
  'home-signed-in': (visit) => signIn(visit, 'admin', '/login'),
  notice: (visit) => signIn(visit, 'staff', '/notice'),
  orders: (visit) => signIn(visit, 'staff', '/orders'),
  edit: (visit) => signIn(visit, 'editor', '/notice/edit'),
  'session-ended': async (visit) => {
    const { context, page } = visit
    await signIn(visit, 'editor', '/notice/edit')
    await page.waitForLoadState('networkidle')
    await context.clearCookies({ name: /^oidc-/ })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('saved').waitFor()
  },
  admin: (visit) => signIn(visit, 'admin', '/admin'),
  forbidden: (visit) => signIn(visit, 'staff', '/admin'),
  'not-found': ({ page, appUrl }) => page.goto(`${appUrl}/nowhere`),
  denied: (visit) => signIn(visit, 'guest'),
  'sign-out': async (visit) => {
    await signIn(visit, 'staff')
    await visit.page.goto(`${visit.appUrl}/logout`)
  },
  'signed-out': ({ page, appUrl }) => page.goto(`${appUrl}/logout/done`),
  error: ({ page, appUrl }) => page.goto(`${appUrl}/login/oauth2/code/demo?code=x&state=x`),
  provider: ({ page, appUrl }) => page.goto(`${appUrl}/notice`),
  people: async ({ page, provider }) => {
    await page.goto(provider.peopleUrl)
    await page.getByRole('button', { name: 'Take away staff from Ben Example' }).click()
    await page.getByRole('button', { name: 'Give back staff to Ben Example' }).waitFor()
  },
}

/** Pages that the demo has for itself. */
const demoWays: typeof ways = {
  explanation: (visit) => signIn(visit, 'admin', '/explanation'),
  'explanation-of-a-loss': (visit) => signIn(visit, 'editor', '/explanation'),
  'explanation-of-a-denial': async (visit) => {
    await signIn(visit, 'guest')
    await visit.page.goto(`${visit.appUrl}/explanation`)
  },
  'home-not-admitted': async (visit) => {
    await signIn(visit, 'guest')
    await visit.page.goto(visit.appUrl)
  },
  'notice-of-staff': (visit) => signIn(visit, 'staff', '/notice'),
  'home-of-staff': (visit) => signIn(visit, 'staff', '/login'),
  docs: ({ page, appUrl }) => page.goto(`${appUrl}/docs`),
  try: async ({ page, appUrl }) => {
    await page.goto(`${appUrl}/try`)
    await page.locator('html[data-ready]').waitFor()
  },
  api: ({ page, appUrl }) => page.goto(`${appUrl}/use-the-api`),
}

const looks = [
  { size: 'narrow', width: 390, colorScheme: 'light' },
  { size: 'wide', width: 1280, colorScheme: 'dark' },
  { size: 'narrow', width: 390, colorScheme: 'dark' },
  { size: 'wide', width: 1280, colorScheme: 'light' },
] as const
const pictures = process.env['SCREENSHOTS']

/** Lists the elements that do not show all of their text. */
const findCut = `[...document.querySelectorAll('body *:not(textarea, select, option, .unseen, svg *)')]
  .filter((element) => getComputedStyle(element).overflow !== 'visible')
  .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
    scrollWidth > clientWidth || scrollHeight > clientHeight)
  .map(({ outerHTML }) => outerHTML.slice(0, 200))`

async function lookAt({ page }: Visit, picture: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  // Both widths and both schemes are seen by two of the looks; pictures are taken of all.
  for (const { size, width, colorScheme } of looks.slice(0, pictures === undefined ? 2 : 4)) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    expect(await findBarriers(page), `${size}, ${colorScheme}`).toEqual([])
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(await page.evaluate(overflow), `${size}, scrolls sideways`).toBe(0)
    // Boxes of the picture are cut on a wide screen alone, where pointing at them shows the whole text.
    if (size === 'narrow') expect(await page.evaluate(findCut), 'is cut').toEqual([])
    if (pictures === undefined) continue
    mkdirSync(pictures, { recursive: true })
    await page.screenshot({ path: `${pictures}/${picture}-${size}-${colorScheme}.png`, fullPage: true })
  }
}

describe.each(testedApps)('without barriers, light and dark, narrow and wide, %s', (app) => {
  let example: RunningExample | undefined
  let visit: Visit
  beforeAll(async () => {
    example = await startExample({ app, people, appPort: 0, providerPort: 0, nodeOptions })
  })
  afterAll(async () => {
    await example?.close()
  })
  beforeEach(async () => {
    const context = await browser.newContext()
    context.setDefaultTimeout(stepTimeout)
    visit = { ...(example as RunningExample), context, page: await context.newPage() }
  })
  afterEach(async () => {
    await visit.context.close()
  })

  it.each(Object.entries({ ...ways, ...(app === 'node' ? demoWays : {}) }))('%s', async (name, goThere) => {
    await goThere(visit)
    await lookAt(visit, `${app}-${name}`)
  })
})
