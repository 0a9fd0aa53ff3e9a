import { people } from '@x/example-node/people'
import type { launchBrowser } from '@x/oidc-testing'
import { expect } from 'vitest'
import type { RunningExample } from '../src/start-example.ts'

export type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Context = Awaited<ReturnType<Browser['newContext']>>
export type Page = Awaited<ReturnType<Context['newPage']>>

/** One person's browser at an example. */
export interface Visit extends Pick<RunningExample, 'appUrl' | 'provider' | 'setAccessTokenSeconds'> {
  readonly context: Context
  readonly page: Page
}

/** Something that a person does in a browser, at any of the examples. */
export interface BrowserCase {
  /** A sentence, for the name of a test. */
  readonly name: string
  readonly javaScript?: false
  /** Rejects when the example does not do what a person would expect of it. */
  readonly run: (visit: Visit) => Promise<void>
}

const names = {
  ...{ admin: people['ada']?.name ?? '', staff: people['ben']?.name ?? '' },
  ...{ guest: people['cleo']?.name ?? '', editor: people['dana']?.name ?? '' },
}
type Who = keyof typeof names

/** Chooses a person on the provider's page. */
async function choose(page: Page, who: Who): Promise<void> {
  await page.getByRole('button', { name: names[who] }).click()
}

export async function signIn({ appUrl, page }: Visit, who: Who, path = '/notice'): Promise<void> {
  await page.goto(appUrl + path)
  await choose(page, who)
}

async function signOut({ page }: Visit): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL('**/logout/done**')
}

async function expectHeading(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
}

/** Fills in the form as a person does: React forgets what is typed into a field before the page's scripts are there. */
async function write(page: Page, text: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.getByLabel('Text').fill(text)
}

async function expectNotice(page: Page, text: string): Promise<void> {
  await page.getByRole('blockquote').getByText(text, { exact: true }).waitFor()
}

/** What the app keeps of a session goes, as when its time is over. The provider still knows who it was. */
async function expireSession({ context }: Visit): Promise<void> {
  await context.clearCookies({ name: /^oidc-/ })
}

/** Presses Tab until something is in focus, and sees that it can be seen. */
async function tabTo(page: Page, name: string): Promise<void> {
  const wanted = page
    .locator(':focus', { hasText: name })
    .or(page.locator(':focus').and(page.getByLabel(name)))
  for (let presses = 0; presses < 30 && (await wanted.count()) === 0; presses += 1) {
    await page.keyboard.press('Tab')
  }
  expect(await wanted.count(), `'${name}' can be reached with Tab`).toBe(1)
  const outline = await wanted.evaluate((element) => getComputedStyle(element).outlineStyle)
  expect(outline, `'${name}' shows that it has the focus`).not.toBe('none')
}

const signingIn: readonly BrowserCase[] = [
  {
    name: 'a deep link leads through the sign-in and back to itself',
    async run(visit) {
      const { appUrl, page } = visit
      await signIn(visit, 'staff', '/notice?from=mail&x=%C3%A4')
      await expectHeading(page, 'Notice')
      expect(page.url()).toBe(`${appUrl}/notice?from=mail&x=%C3%A4`)
    },
  },
  {
    name: 'the start page greets a user who signed in from there',
    async run({ appUrl, page }) {
      await page.goto(appUrl)
      await page.getByRole('link', { name: 'Sign in' }).first().click()
      await choose(page, 'editor')
      await expectHeading(page, `Hello, ${names.editor}`)
      expect(page.url()).toBe(`${appUrl}/`)
    },
  },
  {
    name: 'the back button after a sign-in leads by way of the provider to where one came from',
    async run(visit) {
      const { appUrl, page, provider } = visit
      await page.goto(appUrl)
      await signIn(visit, 'staff')
      await expectHeading(page, 'Notice')
      await page.goBack()
      expect(new URL(page.url()).origin).toBe(provider.issuerUrl)
      await page.goBack()
      await expectHeading(page, `Hello, ${names.staff}`)
      expect(page.url()).toBe(`${appUrl}/`)
    },
  },
  {
    name: 'several tabs sign in at once, in any order, each to where it was',
    async run({ appUrl, context, page }) {
      const tabs = [page, await context.newPage(), await context.newPage(), await context.newPage()]
      for (const [index, tab] of tabs.entries()) await tab.goto(`${appUrl}/notice?tab=${index}`)
      for (const index of [2, 0, 3, 1]) {
        const tab = tabs[index] ?? page
        await choose(tab, 'staff')
        await expectHeading(tab, 'Notice')
        expect(tab.url()).toBe(`${appUrl}/notice?tab=${index}`)
      }
    },
  },
  {
    name: 'a person without a role is told so at each reload, and can sign in as another',
    async run(visit) {
      const { appUrl, page } = visit
      await signIn(visit, 'guest')
      await expectHeading(page, 'This account has no access')
      expect(page.url()).toBe(`${appUrl}/login/denied`)
      expect((await page.reload())?.status()).toBe(403)
      expect(await page.getByRole('main').innerText()).toContain(names.guest)
      await page.getByRole('link', { name: 'Use another account' }).click()
      await choose(page, 'staff')
      await expectHeading(page, 'Notice')
    },
  },
]

const lackingARole: readonly BrowserCase[] = [
  {
    name: 'a page for administrators answers 403 to staff, who can then switch accounts',
    async run(visit) {
      const { appUrl, page } = visit
      await signIn(visit, 'staff')
      await expectHeading(page, 'Notice')
      const answer = await page.goto(`${appUrl}/admin`)
      expect(answer?.status()).toBe(403)
      await expectHeading(page, 'You cannot open this page')
      expect(await page.getByRole('main').innerText()).toContain(names.staff)
      await page.getByRole('link', { name: 'Use another account' }).click()
      await choose(page, 'admin')
      await page.getByText('Only administrators see this').waitFor()
      expect(page.url()).toBe(`${appUrl}/admin`)
    },
  },
  {
    name: 'a link to a page for others ends on the same 403, from which one can sign out',
    async run(visit) {
      const { appUrl, page } = visit
      await signIn(visit, 'staff', '/notice')
      await expectHeading(page, 'Notice')
      await page.goto(appUrl)
      await page.getByRole('main').locator('a[href="/admin"]').click()
      await expectHeading(page, 'You cannot open this page')
      await signOut(visit)
      await expectHeading(page, 'You are signed out')
    },
  },
  {
    name: 'a role that the provider takes away is gone after a refresh, without a sign-in, and comes back',
    async run({ appUrl, context, page, provider, setAccessTokenSeconds }) {
      // The page of the orders uses the access token, and refreshes the session when half of this time is over.
      setAccessTokenSeconds(1)
      await page.goto(`${appUrl}/admin`)
      await choose(page, 'admin')
      await page.getByText('Only administrators see this').waitFor()
      const people = await context.newPage()
      const openAdminPage = async () => {
        await page.goto(`${appUrl}/orders`)
        return (await page.goto(`${appUrl}/admin`))?.status()
      }
      try {
        await people.goto(provider.peopleUrl)
        await people.getByRole('button', { name: `Take away admins from ${names.admin}` }).click()
        await expect.poll(openAdminPage).toBe(403)
        await expectHeading(page, 'You cannot open this page')
      } finally {
        await people.getByRole('button', { name: `Give back admins to ${names.admin}` }).click()
        setAccessTokenSeconds()
      }
      await expect.poll(openAdminPage).toBe(200)
      await page.getByText('Only administrators see this').waitFor()
    },
  },
]

const signingOut: readonly BrowserCase[] = [
  {
    name: 'signs out here and at the provider: the next sign-in asks who it is',
    async run(visit) {
      const { page } = visit
      await signIn(visit, 'staff')
      await expectHeading(page, 'Notice')
      await signOut(visit)
      expect(await page.getByRole('main').innerText()).toContain('signed out here and at the provider')
      await signIn(visit, 'admin')
      await expectHeading(page, 'Notice')
    },
  },
  {
    name: 'a link to the sign-out asks first',
    async run(visit) {
      const { appUrl, page } = visit
      await signIn(visit, 'staff')
      await page.goto(`${appUrl}/logout`)
      await expectHeading(page, 'Sign out?')
      await page.getByRole('link', { name: 'Stay signed in' }).click()
      await expectHeading(page, `Hello, ${names.staff}`)
      await page.goto(`${appUrl}/logout`)
      await signOut(visit)
    },
  },
  {
    name: 'a person who is not admitted can sign out, too',
    async run(visit) {
      await signIn(visit, 'guest')
      await signOut(visit)
      await expectHeading(visit.page, 'You are signed out')
    },
  },
  {
    name: 'the back button after a sign-out shows nothing of what was there',
    async run(visit) {
      const { page, provider } = visit
      await signIn(visit, 'staff')
      await expectHeading(page, 'Notice')
      await signOut(visit)
      await page.goBack()
      await page.getByRole('button', { name: names.staff }).waitFor()
      expect(new URL(page.url()).origin).toBe(provider.issuerUrl)
    },
  },
  {
    name: 'a sign-out in one tab holds in the other',
    async run(visit) {
      const { context, page, provider } = visit
      await signIn(visit, 'staff')
      await expectHeading(page, 'Notice')
      const other = await context.newPage()
      await other.goto(page.url())
      await expectHeading(other, 'Notice')
      await signOut(visit)
      await other.reload()
      await other.getByRole('button', { name: names.staff }).waitFor()
      expect(new URL(other.url()).origin).toBe(provider.issuerUrl)
    },
  },
]

const writing: readonly BrowserCase[] = [
  {
    name: 'an editor changes the notice, and what they write stays text',
    async run(visit) {
      const { appUrl, page } = visit
      const text = `<b>New</b> & "quoted" ${Date.now()}`
      await signIn(visit, 'editor', '/notice/edit')
      await write(page, text)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL(`${appUrl}/notice`)
      await expectNotice(page, text)
    },
  },
  {
    name: 'a session that ends while a form is filled in loses nothing of it',
    async run(visit) {
      const { appUrl, context, page } = visit
      const text = `Written for long, until the session was over: ${Date.now()}`
      await signIn(visit, 'editor', '/notice/edit')
      await write(page, text)
      await expireSession(visit)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText(/\b(?:not|nothing) (?:was )?saved\b/iu).waitFor()

      const newTab = context.waitForEvent('page')
      await page.getByRole('link', { name: 'Sign in in a new tab' }).click()
      await expectHeading(await newTab, `Hello, ${names.editor}`)
      const save = page.getByRole('button', { name: 'Save' })
      await ((await save.count()) === 1 ? save.click() : page.reload())
      await page.waitForURL(`${appUrl}/notice`)
      await expectNotice(page, text)
    },
  },
]

const everybody: readonly BrowserCase[] = [
  {
    name: 'works without JavaScript',
    javaScript: false,
    async run(visit) {
      const { appUrl, page } = visit
      const text = `Written without JavaScript: ${Date.now()}`
      await signIn(visit, 'editor', '/notice/edit')
      await write(page, text)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL(`${appUrl}/notice`)
      await expectNotice(page, text)
      await signOut(visit)
      await expectHeading(page, 'You are signed out')
    },
  },
  {
    name: 'says without JavaScript, too, that a role is missing, and lets people switch accounts',
    javaScript: false,
    async run(visit) {
      const { appUrl, page } = visit
      await signIn(visit, 'staff')
      expect((await page.goto(`${appUrl}/admin`))?.status()).toBe(403)
      await page.getByRole('link', { name: 'Use another account' }).click()
      await choose(page, 'admin')
      await page.getByText('Only administrators see this').waitFor()
    },
  },
  {
    name: 'works with the keyboard alone',
    async run({ appUrl, page }) {
      const { keyboard } = page
      await page.goto(appUrl)
      await tabTo(page, 'Sign in')
      await keyboard.press('Enter')
      await page.getByRole('button', { name: names.editor }).waitFor()
      await tabTo(page, names.editor)
      await keyboard.press('Enter')
      await expectHeading(page, `Hello, ${names.editor}`)
      await page.goto(`${appUrl}/notice/edit`)
      await page.waitForLoadState('networkidle')
      await tabTo(page, 'Text')
      await keyboard.press('ControlOrMeta+a')
      await keyboard.type('By keyboard')
      await tabTo(page, 'Save')
      await keyboard.press('Enter')
      await page.waitForURL(`${appUrl}/notice`)
      await expectNotice(page, 'By keyboard')
      await tabTo(page, 'Sign out')
      await keyboard.press('Enter')
      await expectHeading(page, 'You are signed out')
    },
  },
]

export const browserCases: readonly BrowserCase[] = [
  ...[...signingIn, ...lackingARole, ...signingOut],
  ...[...writing, ...everybody],
]
