import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { createEngine, type EngineEvent } from '@x/oidc-engine'
import pino from 'pino'
import winston from 'winston'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { useBearerFixture } from './bearer-fixture.ts'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { clientSecret, createAppEngine, sessionSecret } from './start-app.ts'
import { listWrongSetups } from './wrong-setups.ts'

const fixture = useSignInFixture()
const api = useBearerFixture()
const setups = listWrongSetups(fixture, api)
const lines = new Map<string, string>()

describe('the log names the cause and the next step', () => {
  it.each(setups)('$mistake', async ({ mistake, run, cause, step }) => {
    const line = await run()
    lines.set(mistake, line)
    expect(line).toContain(cause)
    expect(line).toContain(step)
    expect(line).not.toContain(clientSecret)
  })
})

/** What differs from run to run. */
function settle(line: string): string {
  const [first = '', ...explanation] = line.split('\n')
  const hints = explanation.filter((text) => /grants nothing|Hint:/u.test(text)).map((text) => text.trim())
  return [first, ...hints]
    .join(' ')
    .replaceAll(/https?:\/\/localhost:\d+(?=\/\.well|\/token|\/jwks|[/"]|$)/gu, 'https://id.example.com')
    .replaceAll(fixture.provider.issuerUrl, 'https://id.example.com')
}

describe('docs/troubleshooting.md', () => {
  const file = new URL('../../../docs/troubleshooting.md', import.meta.url)
  const begin = '<!-- The table is made by packages/engine/tests/log-says-why.test.ts with UPDATE_DOCS=1. -->'

  it('has the lines that were logged', () => {
    const escape = (text: string): string => text.replaceAll('|', '\\|')
    const rows = setups.map(
      ({ mistake }) => `| ${escape(mistake)} | ${escape(settle(lines.get(mistake) ?? ''))} |`,
    )
    const table = ['| what is wrong | what the log says |', '| --- | --- |', ...rows].join('\n')
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const [before = ''] = text.split(begin)
    const whole = `${before}${begin}\n\n<!-- prettier-ignore -->\n${table}\n`
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, whole)
    expect(readFileSync(file, 'utf8')).toBe(whole)
  })
})

describe('what a provider says', () => {
  const tokenAnswer = (description: string) => ({
    respond: ({ path, body }: { readonly path: string; readonly body: string }) => {
      if (path !== '/token') return undefined
      const sent = new URLSearchParams(body)
      const echoed = `${description} ${sent.get('code')} ${sent.get('code_verifier')}`
      return {
        status: 400,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ error: 'invalid_grant', error_description: echoed }),
      }
    },
  })

  async function signIn() {
    const { engine, events } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    })
    const browser = openEngineBrowser(engine)
    const callback = await browser.obtainCallback()
    const answer = await browser.get(callback)
    return { callback: new URL(callback), answer, events }
  }

  it('is in the log without what was sent to it, and not on the page', async () => {
    fixture.provider.twist(tokenAnswer(`Code not valid for ${clientSecret}:`))
    const { callback, answer, events } = await signIn()
    const event = events.at(-1)
    expect(event?.detail).toMatchObject({ description: 'Code not valid for ***: *** ***' })
    expect(JSON.stringify(events)).not.toContain(callback.searchParams.get('code'))
    expect(await answer.text()).not.toContain('Code not valid')
  })

  it('is in the log without the credentials of the client, however they are written', async () => {
    const encoded = new URLSearchParams({ '': clientSecret }).toString().slice(1)
    const basic = Buffer.from(`app:${encoded}`).toString('base64')
    fixture.provider.twist(tokenAnswer(`${encoded} ${encodeURIComponent(clientSecret)} Basic ${basic}`))
    const { events } = await signIn()
    expect(events.at(-1)?.detail).toMatchObject({ description: '*** *** Basic *** *** ***' })
  })

  it('is cut at 500 characters, and its control characters are escaped', async () => {
    fixture.provider.twist(tokenAnswer(`\u001b[2J${'x'.repeat(1000)}`))
    const { description } = (await signIn()).events.at(-1)?.detail as { readonly description: string }
    expect(description).toHaveLength(500)
    expect(description).toMatch(/^\\u001b\[2Jx/u)
  })

  it('is marked as untrusted where it came through the browser', async () => {
    fixture.provider.twist({
      authorizationResponse: (params) => {
        params.delete('code')
        params.set('error', 'access_denied')
        params.set('error_description', 'Call +1 555 0100')
      },
    })
    const { answer, events } = await signIn()
    expect(events.at(-1)?.detail).toEqual({
      providerId: 'main',
      error: 'access_denied',
      description: 'Call +1 555 0100',
      untrusted: true,
    })
    expect(await answer.text()).not.toContain('555')
  })
})

describe('a log of the application', () => {
  const written: string[] = []
  afterEach(() => {
    written.length = 0
    vi.restoreAllMocks()
  })
  afterAll(() => {
    written.length = 0
  })

  /** An application with a mistake that is worth a warning. */
  function start(log: (event: never) => unknown): void {
    for (const method of ['error', 'warn'] as const)
      vi.spyOn(console, method).mockImplementation((line: unknown) => void written.push(String(line)))
    createAppEngine('http://localhost:3000', {
      issuerUrl: 'http://localhost:4000',
      options: { security: { requiredRoles: [] }, log: log as never },
      logPort: false,
    })
  }

  it('has the levels that pino and winston have', () => {
    const levels: string[] = []
    const logger = Object.fromEntries(
      ['error', 'warn', 'info'].map((level) => [level, () => levels.push(level)]),
    )
    start((event: { readonly level: string }) => logger[event.level]?.())
    expect(levels).toEqual(['warn'])
    expect(written).toEqual([])
  })

  it('works with pino, as people wire it', () => {
    const out: string[] = []
    const logger = pino({ base: null }, { write: (line: string) => void out.push(line) })
    start(({ level, message, ...event }: EngineEvent) => {
      logger[level](event, message)
    })
    start((event: EngineEvent) => {
      logger[event.level](event)
    })
    const [first, second] = out
    expect(JSON.parse(first ?? '')).toMatchObject({
      level: 40,
      code: 'gate_open',
      msg: expect.stringContaining('requiredRoles') as string,
    })
    expect(second).toContain('"code":"gate_open"')
    expect(written).toEqual([])
  })

  it('works with winston, as people wire it', () => {
    const out: string[] = []
    const logger = winston.createLogger()
    logger.pipe(
      new Writable({
        objectMode: true,
        write: (info: unknown, _, done) => {
          out.push(JSON.stringify(info))
          done()
        },
      }),
    )
    start((event: EngineEvent) => {
      logger[event.level](event)
    })
    expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'warn', code: 'gate_open' },
    ])
    expect(written).toEqual([])
  })

  it('works with the console, as people wire it', () => {
    start((event: EngineEvent) => {
      console[event.level](event.message)
    })
    expect(written).toEqual([expect.stringContaining('requiredRoles')])
  })

  it('is the console where there is no log', () => {
    for (const method of ['error', 'warn'] as const)
      vi.spyOn(console, method).mockImplementation((line: unknown) => void written.push(String(line)))
    createEngine({
      baseUrl: 'http://localhost:3000',
      providers: [{ providerId: 'main', issuerUrl: 'http://localhost:4000', clientId: 'app' }],
      session: { secret: sessionSecret },
    })
    expect(written).toEqual([
      expect.stringMatching(/^\[oidc\] gate_never_opens: security\.requiredRoles requires "ROLE_USER"/u),
    ])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new TypeError('pino[e.level] is not a function')
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('pino[e.level] is not a function'))],
  ])('that %s loses no event: it goes to the console, with the reason', async (_, log) => {
    start(log)
    await new Promise((resolve) => setImmediate(resolve))
    expect(written).toHaveLength(2)
    expect(written[0]).toContain(
      'log_failed: The function log of the options failed for the next event: TypeError: pino[e.level]',
    )
    expect(written[1]).toContain('gate_open')
  })
})

describe('tokens that are refused for a setting', () => {
  it('cause one warning for each rule and value, and at most ten in an hour', async () => {
    const { send, events } = api.createApi()
    const sendAudience = async (aud: string): Promise<void> => {
      await send(`Bearer ${await api.sign(api.buildClaims({ aud }))}`)
    }
    const warnings = () => events.filter(({ code }) => code === 'bearer_mistake')
    await sendAudience('account')
    await sendAudience('account')
    expect(warnings()).toHaveLength(1)
    for (let count = 0; count < 20; count += 1) await sendAudience(`audience-${count}`)
    expect(warnings()).toHaveLength(10)
    api.now += 3600
    await sendAudience('account')
    expect(warnings()).toHaveLength(11)
    expect(warnings().at(-1)?.message).toContain('for reasons already logged: 11.')
  })
})
