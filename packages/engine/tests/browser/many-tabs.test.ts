import { beforeEach, describe, expect, it } from 'vitest'
import { useSignInFixture } from '../sign-in-fixture.ts'
import { useBrowserApp, type BrowserContext } from './browser-app.ts'

const fixture = useSignInFixture()
const app = useBrowserApp(fixture)

type Page = Awaited<ReturnType<BrowserContext['newPage']>>

describe('in a real Chromium, at a provider with a page to sign in', () => {
  beforeEach(() => {
    fixture.provider.twist({
      respond({ path, query }) {
        if (path !== '/authorize' || query.has('signed-in')) return undefined
        const next = `${query.toString()}&signed-in=1`.replaceAll('&', '&amp;')
        return { headers: { 'content-type': 'text/html' }, body: `<a href="?${next}">Sign in</a>` }
      },
    })
  })

  /** Opens an address in a tab of its own, up to the page of the provider. */
  async function openTab(address: string): Promise<Page> {
    const page = await app.context.newPage()
    await page.goto(app.origin + address)
    return page
  }

  /** Signs in, again where the sign-in starts again, and gives the address that the tab reaches. */
  async function signIn(page: Page): Promise<string> {
    for (let times = 0; times < 3 && !page.url().startsWith(app.origin); times += 1)
      await page.getByRole('link', { name: 'Sign in' }).click()
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('ada')
    return page.url().slice(app.origin.length)
  }

  async function signInWithTabs(wanted: readonly string[]): Promise<string[]> {
    const pages: Page[] = []
    for (const address of wanted) pages.push(await openTab(address))
    const reached: string[] = []
    for (const page of pages) reached.push(await signIn(page))
    return reached
  }

  const addressesOf = (length: number): string[] =>
    Array.from({ length: 10 }, (_, tab) => `/me?tab=${tab}&x=`.padEnd(length, 'x'))

  it('ten tabs with addresses of 256 characters all return there', async () => {
    const wanted = addressesOf(256)
    expect(await signInWithTabs(wanted)).toEqual(wanted)
  })

  it('ten tabs with addresses of 2,048 characters all end signed in, and the newest returns there', async () => {
    const wanted = addressesOf(2048)
    const reached = await signInWithTabs(wanted)
    expect(reached.at(-1)).toBe(wanted.at(-1))
    for (const [tab, address] of reached.entries()) expect(['/', wanted[tab]]).toContain(address)
  })

  it('a sign-in that takes 70 minutes ends at its address', async () => {
    const page = await openTab('/me?tab=1')
    fixture.now += 70 * 60
    expect(await signIn(page)).toBe('/me?tab=1')
  })
})
