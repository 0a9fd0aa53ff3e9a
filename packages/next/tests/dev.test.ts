import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { buildCertificate, contractPeople, createUserAgent, launchBrowser, signIn } from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  basePathBuild,
  cacheComponentsBuild,
  contractFolder,
  plainBuild,
  type ContractBuild,
} from './contract-builds.ts'
import { pageTimeout } from './page-timeout.ts'
import { startContractApp, type StartedApp, type StartOptions } from './start-contract-app.ts'
import { writeContractApp } from './write-contract-app.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Page = Awaited<ReturnType<Browser['newPage']>>

/** An app under development: its folder may be edited while it runs. */
interface DevApp extends StartedApp {
  readonly edit: (path: string, change: (source: string) => string) => Promise<void>
}

let started: DevApp | undefined
afterEach(async () => {
  await started?.close()
  started = undefined
})

/** @param files that the app has beside those of the contract; undefined takes one away */
async function develop(
  name: string,
  build: ContractBuild,
  options: Omit<StartOptions, 'devFolder'> = {},
  files: Readonly<Record<string, string | undefined>> = {},
): Promise<DevApp> {
  const folder = await writeContractApp(build, `dev-${name}`)
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) await rm(join(folder, path))
    else {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
  }
  started = {
    ...(await startContractApp(build, { ...options, devFolder: folder })),
    edit: async (path, change) => {
      const source = await readFile(join(folder, path), 'utf8')
      const changed = change(source)
      expect(changed).not.toBe(source)
      await writeFile(join(folder, path), changed)
    },
  }
  return started
}

describe('while people edit', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
  })
  beforeEach(async () => {
    page = await browser.newPage()
    page.setDefaultTimeout(pageTimeout)
  })
  afterEach(async () => {
    await page.close()
  })

  const choose = (person: keyof typeof contractPeople): Promise<void> =>
    page.getByRole('button', { name: contractPeople[person].name }).click()
  const heading = (): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()

  it('a session outlives edits of a page and of auth.ts', async () => {
    const { origin, edit } = await develop('edits', plainBuild)
    await page.goto(`${origin}/pages/member`)
    await choose('staff')
    await page.waitForURL(`${origin}/pages/member`)
    await edit('app/pages/member/page.tsx', (source) => source.replace('{user.name}', '{user.name}, edited'))
    await page.getByRole('heading', { name: `${contractPeople.staff.name}, edited` }).waitFor()
    await edit('auth.ts', (source) => source.replace("scopes: ['email', 'profile']", "scopes: ['email']"))
    await page.goto(`${origin}/pages/member`)
    expect(await heading()).toBe(`${contractPeople.staff.name}, edited`)
  })

  it('a sign-in outlives an edit of auth.ts in its middle', async () => {
    const { origin, edit } = await develop('edits', plainBuild)
    await page.goto(`${origin}/pages/member`)
    await page.getByRole('button', { name: contractPeople.staff.name }).waitFor()
    await edit('auth.ts', (source) => `${source}\nexport const edited = true\n`)
    await choose('staff')
    await page.waitForURL(`${origin}/pages/member`)
    expect(await heading()).toBe(contractPeople.staff.name)
  })

  it('a mistake in the configuration is shown in the browser, and its correction heals the app', async () => {
    const { origin, edit } = await develop('edits', plainBuild)
    await page.goto(`${origin}/pages/hello`)
    expect(await heading()).toBe('hello anonymous')
    await edit('auth.ts', (source) => source.replace("nameClaim: 'name'", 'nameClaim: 7 as never'))
    await page.goto(`${origin}/pages/hello`)
    await page
      .getByText(/nameClaim/u)
      .first()
      .waitFor()
    await edit('auth.ts', (source) => source.replace('nameClaim: 7 as never', "nameClaim: 'name'"))
    await expect
      .poll(async () => {
        await page.goto(`${origin}/pages/hello`)
        return page.getByRole('heading', { level: 1 }).allInnerTexts()
      })
      .toEqual(['hello anonymous'])
  })

  it('https: signs in with the cookies of https', async () => {
    const { key, cert } = buildCertificate('localhost')
    const folder = contractFolder({ name: 'certificate' })
    await mkdir(folder, { recursive: true })
    const https = { key: join(folder, 'key.pem'), certificate: join(folder, 'certificate.pem') }
    await writeFile(https.key, key)
    await writeFile(https.certificate, cert)
    const { origin } = await develop('edits', plainBuild, { https })
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    context.setDefaultTimeout(pageTimeout)
    const secure = await context.newPage()
    await secure.goto(`${origin}/pages/member`)
    await secure.getByRole('button', { name: contractPeople.staff.name }).click()
    await secure.waitForURL(`${origin}/pages/member`)
    const names = (await context.cookies())
      .filter(({ domain }) => domain === 'localhost')
      .map(({ name }) => name)
    expect(names.some((name) => name.startsWith('__Host-oidc-'))).toBe(true)
    await context.close()
  })
})

describe('what Next.js offers beside pages of the app router', () => {
  const legacyPage = `
import { getAuth } from '../auth.ts'
const Page = ({ name }) => <h1>hello {name}</h1>
export const getServerSideProps = async ({ req, query }) => {
  const auth = await ('wrong' in query ? getAuth() : getAuth(req))
  return { props: { name: auth.user?.name ?? 'anonymous' } }
}
export default Page
`
  const legacyApi = `
import { getAuth } from '../../auth.ts'
export default async function handler(req, res) {
  res.json({ name: (await getAuth(req)).user?.name ?? null })
}
`

  it('the Pages Router: getAuth takes the request, and says so if it is not given', async () => {
    const { origin, output } = await develop(
      'pages-router',
      plainBuild,
      {},
      {
        'pages/legacy.tsx': legacyPage,
        'pages/api/legacy.ts': legacyApi,
      },
    )
    const agent = createUserAgent()
    await signIn(agent, `${origin}/me`, 'staff')
    expect((await agent.get(`${origin}/legacy`)).text.replaceAll('<!-- -->', '')).toContain(
      `hello ${contractPeople.staff.name}`,
    )
    expect(JSON.parse((await agent.get(`${origin}/api/legacy`)).text)).toEqual({
      name: contractPeople.staff.name,
    })
    expect((await agent.get(`${origin}/legacy?wrong`)).status).toBe(500)
    expect(output()).toContain('In the Pages Router pass it: getAuth(context.req)')
  })

  const middleware = (runtime: string): string => `
export { proxy as middleware } from './auth.ts'
export const config = { runtime: '${runtime}' }
`

  it('middleware.ts works on Node', async () => {
    const files = { 'proxy.ts': undefined, 'middleware.ts': middleware('nodejs') }
    const { origin } = await develop('middleware', plainBuild, {}, files)
    const end = await signIn(createUserAgent(), `${origin}/pages/member?tab=1`, 'staff')
    expect(end.url).toBe(`${origin}/pages/member?tab=1`)
    expect(end.text).toContain(contractPeople.staff.name)
  })

  it('middleware.ts on the Edge runtime is refused with what to do', async () => {
    const files = { 'proxy.ts': undefined, 'middleware.ts': middleware('experimental-edge') }
    const { origin, output } = await develop('middleware', plainBuild, {}, files)
    const answer = await createUserAgent().get(`${origin}/pages/hello`)
    expect(answer.status).toBe(500)
    expect(output()).toContain('does not work on the Edge runtime. Rename middleware.ts to proxy.ts')
  })

  it('a basePath that does not fit baseUrl is refused with both', async () => {
    const app = await develop('misfit', basePathBuild, { environment: { BASE_URL: 'http://localhost:3000' } })
    await createUserAgent().get(`${app.baseUrl}/pages/hello`)
    expect(app.output()).toContain("basePath in next.config has to be absent, and it is '/app'")
    expect(app.output()).toContain('set baseUrl to http://localhost:3000/app')
  })

  const cachedPage = (where: string, directive = 'use cache'): string => `
import { getAuth } from '../../../auth.ts'
async function Cached() {
  '${directive}'
  ${where === 'inside' ? 'await getAuth()' : ''}
  return <p>the same for all</p>
}
export default async function Page() {
  ${where === 'inside' ? '' : 'const { user } = await getAuth()'}
  return <main><Cached /><h1>{${where === 'inside' ? "'nothing'" : "user?.name ?? 'anonymous'"}}</h1></main>
}
export const instant = false
`

  // Next.js reports it after the response, once it has rendered the page again as for a prefetch.
  const pageWithClock = `
import { headers } from 'next/headers'
export default async function Page() {
  await headers()
  return <h1>{Date.now()}</h1>
}
export const instant = false
`

  it('getAuth works beside a component with "use cache", without a report of the clock, and not in it', async () => {
    const { origin, output } = await develop(
      'use-cache',
      cacheComponentsBuild,
      {},
      {
        'app/pages/clock/page.tsx': pageWithClock,
        'app/pages/beside/page.tsx': cachedPage('beside'),
        'app/pages/inside/page.tsx': cachedPage('inside'),
        'app/pages/private/page.tsx': cachedPage('inside', 'use cache: private'),
      },
    )
    const agent = createUserAgent()
    await signIn(agent, `${origin}/me`, 'staff')
    const startedAt = Date.now()
    await agent.get(`${origin}/pages/clock`)
    await expect.poll(output).toMatch(/pages\/clock[\s\S]*Date\.now\(\)/u)
    const untilReport = Date.now() - startedAt
    const before = output().length
    const beside = await agent.get(`${origin}/pages/beside`)
    expect(beside.text).toContain(contractPeople.staff.name)
    expect(beside.text).toContain('the same for all')
    expect((await createUserAgent().get(`${origin}/pages/beside`)).text).toContain('anonymous')
    await wait(3 * untilReport)
    expect(output().slice(before)).not.toMatch(/Date\.now\(\)|runtime data|unstable value/u)
    for (const [path, directive] of [
      ['inside', 'use cache'],
      ['private', 'use cache: private'],
    ]) {
      await agent.get(`${origin}/pages/${path}`)
      expect(output()).toContain(`"${directive}"`)
    }
  })
})
