import { contractPeople, contractTexts, launchBrowser } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  basePathBuild,
  intlBuild,
  plainBuild,
  standaloneBuild,
  trailingSlashBuild,
  type ContractBuild,
} from '../contract-builds.ts'
import { pageTimeout } from '../page-timeout.ts'
import { startContractApp, type StartedApp, type StartOptions } from '../start-contract-app.ts'
import { watchPage, type PageWatch } from './watch-page.ts'
import { writeContractApp } from '../write-contract-app.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Context = Awaited<ReturnType<Browser['newContext']>>
type Page = Awaited<ReturnType<Context['newPage']>>

interface Variant {
  readonly name: string
  readonly build: ContractBuild
  readonly start?: StartOptions
}

const variants: readonly Variant[] = [
  { name: 'plain', build: plainBuild },
  { name: 'trailingSlash', build: trailingSlashBuild },
  { name: 'basePath', build: basePathBuild },
  { name: 'basePath, route handlers without a proxy', build: basePathBuild, start: { withoutProxy: '' } },
  { name: 'in front of next-intl', build: intlBuild },
  { name: 'behind next-intl', build: intlBuild, start: { environment: { INTL_FIRST: 'on' } } },
  { name: 'output: standalone', build: standaloneBuild },
]

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
})

describe.each(['next start', 'next dev'] as const)('%s', (command) => {
  describe.each(variants)('$name', ({ name, build, start }) => {
    let app: StartedApp
    let context: Context
    let page: Page
    let watch: PageWatch

    beforeAll(async () => {
      const folder = `dev-${name.replaceAll(/\W+/gu, '-')}`
      const dev = command === 'next dev' ? { devFolder: await writeContractApp(build, folder) } : {}
      app = await startContractApp(build, { ...start, ...dev })
    })
    afterAll(async () => {
      await app.close()
    })
    beforeEach(async () => {
      context = await browser.newContext()
      context.setDefaultTimeout(pageTimeout)
      page = await context.newPage()
      watch = watchPage(page)
    })
    afterEach(async () => {
      await context.close()
      expect(watch.failures()).toEqual([])
    })

    /** Pages do not learn their own address without a proxy, and return people to the beginning. */
    const knowsPages = start?.withoutProxy === undefined

    async function choose(person: keyof typeof contractPeople): Promise<void> {
      await page.getByRole('button', { name: contractPeople[person].name }).click()
    }

    /** Whether the window shows a path of the app, however `trailingSlash` spells it. */
    async function arriveAt(path: string): Promise<void> {
      const respell = (url: string): string => url.replace(/\/(?=[?#]|$)/u, '')
      await page.waitForURL((url) => respell(url.href) === respell(app.baseUrl + path))
    }

    async function open(path: string): Promise<number | undefined> {
      return (await page.goto(app.baseUrl + path))?.status()
    }

    async function signIn(person: keyof typeof contractPeople): Promise<void> {
      await open('/login')
      await choose(person)
      await arriveAt('/')
    }

    const heading = (): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()

    it('returns to the address of a page, with its query', async () => {
      await open('/pages/member?tab=1')
      await choose('staff')
      if (!knowsPages) {
        await arriveAt('/')
        await open('/pages/member?tab=1')
      }
      await arriveAt('/pages/member?tab=1')
      expect(await heading()).toBe(contractPeople.staff.name)
    })

    it('returns to the address of a route handler, with its query', async () => {
      await open('/items/a%20b?tab=1')
      await choose('staff')
      await arriveAt('/items/a%20b?tab=1')
      const shown = JSON.parse(await page.locator('body').innerText()) as unknown
      expect(shown).toMatchObject({ id: 'a b', name: contractPeople.staff.name })
    })

    it('leads from a link to a gated page through the sign-in', async () => {
      await open('/pages/links')
      await page.getByRole('link', { name: 'members' }).click()
      await choose('staff')
      await arriveAt(knowsPages ? '/pages/member' : '/')
    })

    it('answers 403 to a user without the role of a page, and of a route handler', async () => {
      await signIn('staff')
      await open('/pages/admin')
      const title = build.authInterrupts ? 'forbidden by the app' : 'You cannot open this page'
      await page.getByRole('heading', { name: title }).waitFor()
      expect((await page.reload())?.status()).toBe(403)
      expect(await open('/admin')).toBe(403)
      expect(await page.content()).not.toContain(contractTexts.admin)
    })

    it('gates a server action', async () => {
      await open('/pages/save')
      await page.getByRole('button', { name: 'Save' }).click()
      await choose('admin')
      await arriveAt(knowsPages ? '/pages/save' : '/')
      const readRuns = async (): Promise<number> =>
        Number(await (await page.request.get(`${app.baseUrl}/runs`)).text())
      const before = await readRuns()
      await open('/pages/save')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect.poll(readRuns).toBe(before + 1)
    })

    it('signs out, and the back button shows nothing of the person', async () => {
      await signIn('admin')
      await open('/pages/member')
      expect(await heading()).toBe(contractPeople.admin.name)
      await open('/logout')
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL(`${app.baseUrl}/logout/done**`)
      // To the question whether to sign out, and to the page before it.
      await page.goBack()
      await page.goBack()
      await page.getByRole('button', { name: contractPeople.staff.name }).waitFor()
    })

    if (build.intl) {
      it('keeps the language of an address, and what next-intl writes', async () => {
        await open('/de/pages/member?tab=1')
        await choose('staff')
        await arriveAt('/de/pages/member?tab=1')
        expect(await heading()).toBe(contractPeople.staff.name)
        expect((await context.cookies()).map(({ name: cookie }) => cookie)).toContain('NEXT_LOCALE')
        // The language in the address of the default is taken off by a redirect of next-intl.
        await open('/en/pages/member')
        await arriveAt('/pages/member')
      })
    }
  })
})
