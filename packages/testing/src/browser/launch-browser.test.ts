import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redirectUri, startCodeFlow } from '../user-agent/code-flow.ts'
import { type EmbeddedProvider, startProvider } from '../provider/start-provider.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { launchBrowser } from './launch-browser.ts'
import { resolveExecutable } from './resolve-executable.ts'
import { unpackChromium } from './unpack-chromium.ts'

let browser: Browser
let provider: EmbeddedProvider

beforeAll(async () => {
  browser = await launchBrowser()
  provider = await startProvider({
    people: { ada: { name: 'Ada', description: 'administrator' }, bob: { name: 'Bob' } },
    clients: [{ clientId: 'app', redirectUris: [redirectUri] }],
  })
})
afterAll(async () => {
  await browser.close()
  await provider.close()
})

/** The timeout is so long that only a page that hangs reaches it, also on a busy machine. */
async function openContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(120_000)
  return context
}

/** Lists the processes of this executable that are descendants of the current process, from /proc. */
function listProcesses(executable: string): number[] {
  const parents = new Map<number, number>()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]))
    } catch {
      // The process has ended since it was listed.
    }
  }
  const descends = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || descends(parents.get(pid)))
  return [...parents.keys()].filter((pid) => descends(pid) && isRunning(pid, executable))
}

function isRunning(pid: number, executable: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).startsWith(executable)
  } catch {
    // The process has ended, or is a zombie.
    return false
  }
}

describe('launchBrowser', () => {
  it.each(['light', 'dark'] as const)(
    'signs in with one click without scripts, with colour scheme %s',
    async (colorScheme) => {
      const flow = await startCodeFlow(provider.issuerUrl, 'app')
      const context = await openContext({ colorScheme, javaScriptEnabled: false })
      const page = await context.newPage()
      const back = page.waitForRequest((request) => request.url().startsWith(redirectUri))
      await page.goto(flow.authorizationUrl())
      expect(await page.getByRole('note').innerText()).toContain('Test provider')
      await page.getByRole('button', { name: 'Ada administrator' }).click({ noWaitAfter: true })
      expect(new URL((await back).url()).searchParams.get('iss')).toBe(provider.issuerUrl)
      await context.close()
    },
  )

  it('shares no cookies between contexts', async () => {
    const flow = await startCodeFlow(provider.issuerUrl, 'app')
    const [one, two] = [await openContext(), await openContext()]
    const page = await one.newPage()
    const back = page.waitForRequest((request) => request.url().startsWith(redirectUri))
    await page.goto(flow.authorizationUrl())
    await page.getByRole('button', { name: 'Bob' }).click({ noWaitAfter: true })
    await back
    expect(await one.cookies(provider.issuerUrl)).not.toEqual([])
    expect(await two.cookies(provider.issuerUrl)).toEqual([])
    await Promise.all([one.close(), two.close()])
  })

  it('leaves no process behind', async () => {
    const executable = await resolveExecutable()
    const others = listProcesses(executable)
    const another = await launchBrowser()
    const started = listProcesses(executable).filter((pid) => !others.includes(pid))
    expect(started).not.toEqual([])
    await another.close()
    await expect.poll(() => started.filter((pid) => isRunning(pid, executable))).toEqual([])
  })
})

describe('the user agent in comparison with Chromium', () => {
  it.each(['localhost', '127.0.0.1'] as const)('keeps and sends the same cookies on %s', async (host) => {
    const server = await startLoopbackServer(host, 0)
    const cookies = [
      ...['plain=1', 'secure=1; Secure', '__Host-good=1; Secure; Path=/', '__Host-bad=1; Path=/'],
      ...[
        'none=1; SameSite=None',
        'none-secure=1; SameSite=None; Secure',
        'lax=1; SameSite=Lax',
        'strict=1; SameSite=Strict',
      ],
      ...['__Secure-bad=1', 'domain=1; Domain=example.com', 'path=1; Path=/other', 'gone=1; Max-Age=0'],
    ]
    const received: Record<string, string | undefined> = {}
    server.serve((request, response) => {
      if (request.url === '/set') return void response.writeHead(200, { 'set-cookie': cookies }).end()
      received[request.url ?? ''] = request.headers.cookie
      response.writeHead(200, { 'content-type': 'text/html' }).end()
    })
    const other = await startLoopbackServer(host === 'localhost' ? '127.0.0.1' : 'localhost', 0)
    other.serve((_request, response) => {
      const form = `<a href="${server.origin}/get-chromium">go</a>
        <form method="post" action="${server.origin}/post-chromium"><button>post</button></form>`
      response.writeHead(200, { 'content-type': 'text/html' }).end(form)
    })

    const context = await openContext()
    const page = await context.newPage()
    await page.goto(`${server.origin}/set`)
    await page.goto(`${server.origin}/own-chromium`)
    await page.goto(other.origin)
    await page.getByText('go', { exact: true }).click()
    await page.waitForURL('**/get-chromium')
    await page.goto(other.origin)
    await page.getByText('post', { exact: true }).click()
    await page.waitForURL('**/post-chromium')
    await context.close()

    const agent = createUserAgent()
    await agent.get(`${server.origin}/set`, { from: null })
    await agent.get(`${server.origin}/own-agent`, { from: null })
    await agent.get(`${server.origin}/get-agent`, { from: other.origin })
    await agent.post(`${server.origin}/post-agent`, {}, { from: other.origin })
    await Promise.all([server.close(), other.close()])

    const names = (path: string) => received[path]?.split('; ').sort()
    expect(names('/own-agent')).toEqual(names('/own-chromium'))
    expect(names('/get-agent')).toEqual(names('/get-chromium'))
    expect(names('/post-agent')).toEqual(names('/post-chromium'))
    expect(names('/own-agent')).toContain('__Host-good=1')
  })
})

describe('unpackChromium', () => {
  it('unpacks once when several processes start at the same time', async () => {
    // Replaces the package: it writes slowly to the temporary directory, as the real one does.
    const code = `
      import { writeFile } from 'node:fs/promises'
      import { tmpdir } from 'node:os'
      export default { executablePath: async () => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        await writeFile(tmpdir() + '/chromium', 'whole')
      } }`
    const source = `data:text/javascript,${encodeURIComponent(code)}`
    const version = `test-${process.pid}`
    const paths = await Promise.all(Array.from({ length: 3 }, () => unpackChromium(source, version)))
    expect(new Set(paths).size).toBe(1)
    expect(existsSync(paths[0] ?? '')).toBe(true)
    const left = (await readdir(tmpdir())).filter((name) =>
      name.startsWith(`oidc-testing-chromium-${version}`),
    )
    expect(left).toEqual([`oidc-testing-chromium-${version}`])
    await rm(join(tmpdir(), left[0] ?? ''), { recursive: true })
  })
})

describe('resolveExecutable', () => {
  it('throws an error when CHROME_PATH names no file', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'no-chrome-'))
    const before = process.env['CHROME_PATH']
    process.env['CHROME_PATH'] = join(empty, 'chrome')
    try {
      await expect(resolveExecutable()).rejects.toThrow('CHROME_PATH names no file')
    } finally {
      if (before === undefined) delete process.env['CHROME_PATH']
      else process.env['CHROME_PATH'] = before
      await rm(empty, { recursive: true })
    }
  })
})
