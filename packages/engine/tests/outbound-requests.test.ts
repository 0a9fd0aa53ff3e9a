import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  createGate,
  startMisbehavingProvider,
  type JsonRecord,
  type MisbehavingProvider,
  type ProviderAnswer,
  type Twists,
} from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { createManualTimers, type ManualTimers } from './manual-timers.ts'
import { createAppEngine } from './start-app.ts'

const paths = {
  discovery: '/.well-known/openid-configuration',
  jwks: '/jwks',
  token: '/token',
  userinfo: '/userinfo',
} as const
type Operation = keyof typeof paths
const operations = Object.keys(paths) as Operation[]

const json = { 'content-type': 'application/json' }

async function withProvider<Result>(
  run: (provider: MisbehavingProvider) => Promise<Result>,
  now?: () => number,
): Promise<Result> {
  const provider = await startMisbehavingProvider({
    ...(now && { now }),
    signingAlgs: ['ES256'],
    claims: { sub: 'ada', groups: ['staff'] },
  })
  return run(provider).finally(provider.close)
}

/** Signs in with a fresh application that makes every request there is; gives what it logged last and the status. */
async function attempt(
  { issuerUrl }: MisbehavingProvider,
  { startTimer }: Pick<ManualTimers, 'startTimer'> = createManualTimers(),
) {
  const provider = { accessTokenFormat: 'opaque' } as const
  const { engine, events } = createAppEngine('http://localhost:3000', { issuerUrl, provider, startTimer })
  const browser = openEngineBrowser(engine)
  const start = await browser.get('/oauth2/authorization/main')
  const atProvider = start.headers.get('location')
  if (atProvider === null) return { status: start.status, event: events.at(-1) }
  const callback = (await fetch(atProvider, { redirect: 'manual' })).headers.get('location') ?? ''
  const { status } = await browser.get(callback)
  return { status, event: events.at(-1) }
}

/** The same, where the provider answers one operation otherwise; `look` has a look before the provider goes. */
async function attemptWith(
  operation: Operation,
  answer: ProviderAnswer | 'hang',
  look: () => Promise<unknown> = async () => undefined,
) {
  return withProvider(async (provider) => {
    provider.twist({ respond: ({ path }) => (path === paths[operation] ? answer : undefined) })
    const attempted = await attempt(provider)
    await look()
    return attempted
  })
}

/** A body that never ends. Before each chunk but the first it waits for `untilNext`. */
function createEndlessBody(chunk: string, untilNext: () => Promise<unknown>) {
  const [begun, hungUp] = [createGate(), createGate()]
  const state = { chunks: 0 }
  async function* body() {
    begun.open()
    try {
      for (;;) {
        yield chunk
        state.chunks += 1
        await untilNext()
      }
    } finally {
      hungUp.open()
    }
  }
  return { state, answer: { headers: json, body: body() }, begun: begun.opened, hungUp: hungUp.opened }
}

describe.each(operations)('K-12: the %s request has a deadline', (operation) => {
  /** Lets seconds pass until the sign-in has ended, and looks at what came of it. */
  async function expectTenSeconds(
    answer: ProviderAnswer | 'hang',
    untilAsked: (provider: MisbehavingProvider) => Promise<unknown>,
    afterEachSecond: () => void = () => undefined,
  ): Promise<void> {
    await withProvider(async (provider) => {
      provider.twist({ respond: ({ path }) => (path === paths[operation] ? answer : undefined) })
      const timers = createManualTimers()
      const attempted = attempt(provider, timers)
      await untilAsked(provider)
      for (let second = 1; second < 10; second++) {
        timers.pass(1)
        afterEachSecond()
        expect(timers.running()).toEqual([10])
      }
      timers.pass(1)
      const { event } = await attempted
      afterEachSecond()
      expect(event).toMatchObject({ code: 'provider_unavailable', detail: { operation } })
      expect(event?.message).toContain('within 10 seconds')
    })
  }

  it('and is given up after ten seconds where no answer comes', async () => {
    await expectTenSeconds('hang', ({ requests }) =>
      expect.poll(() => requests.count(paths[operation])).toBe(1),
    )
  })

  it('and is given up after ten seconds where the answer comes byte by byte', async () => {
    let next = createGate()
    const { answer, begun, hungUp } = createEndlessBody(' ', () => next.opened)
    await expectTenSeconds(
      answer,
      () => begun,
      () => {
        next.open()
        next = createGate()
      },
    )
    next.open()
    await hungUp
  })
})

describe.concurrent('K-04: a flood of tokens with invented key ids', () => {
  const attempts = 1000
  const invented: NonNullable<Twists['idTokenSign']> = ({ header, payload }) => {
    const parts = [{ ...(header as JsonRecord), kid: randomUUID() }, payload]
    return [...parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')), 'AAAA'].join('.')
  }

  /** A provider, an application that has signed a person in there, and their clock. */
  async function withFlooded(
    run: (flooded: {
      readonly provider: MisbehavingProvider
      readonly signIn: () => Promise<Response>
      readonly wait: (seconds: number) => void
    }) => Promise<void>,
  ): Promise<void> {
    let now = 1_793_000_000
    await withProvider(
      async (provider) => {
        const { issuerUrl } = provider
        const { engine } = createAppEngine('http://localhost:3000', { issuerUrl, now: () => now })
        const signIn = () => openEngineBrowser(engine).signIn()
        expect((await signIn()).status).toBe(303)
        provider.requests.clear()
        provider.twist({ idTokenSign: invented })
        const wait = (seconds: number): void => {
          now += seconds
        }
        await run({ provider, signIn, wait })
      },
      () => now,
    )
  }

  it(`of ${attempts} sign-ins asks for the keys a few times, and honest ones keep passing`, async () => {
    await withFlooded(async ({ provider, signIn, wait }) => {
      const atOnce = 50
      for (let sent = 0; sent < attempts; sent += atOnce) {
        const forged = await Promise.all(Array.from({ length: atOnce }, signIn))
        // 502 while keys may be fetched: none fits. Then 503: whether one would fit is not known.
        const statuses = new Set(forged.map(({ status }) => status))
        expect([...statuses].filter((status) => status !== 503)).toEqual(sent === 0 ? [502] : [])
        provider.behave()
        expect((await signIn()).status).toBe(303)
        provider.twist({ idTokenSign: invented })
        if (sent % 100 === 0) wait(1)
      }
      // Ten seconds by the clock: what the budget holds, and nothing more.
      expect(provider.requests.count('/jwks')).toBeLessThanOrEqual(4)
    })
  })

  it('does not keep a rotation out for long', async () => {
    await withFlooded(async ({ provider, signIn, wait }) => {
      for (let sent = 0; sent < 20; sent++) await signIn()
      provider.behave()
      await provider.rotateKeys('now')
      wait(60)
      expect((await signIn()).status).toBe(303)
    })
  })

  it('for an hour asks for the keys about once a minute', async () => {
    await withFlooded(async ({ provider, signIn, wait }) => {
      for (let second = 0; second < 3600; second += 30) {
        wait(30)
        await signIn()
      }
      // 4 at once, one a minute, and the renewal of the keys every ten minutes.
      expect(provider.requests.count('/jwks')).toBeLessThanOrEqual(4 + 60 + 6)
    })
  })
})

it('an honest provider is asked once for each thing', async () => {
  await withProvider(async (provider) => {
    expect((await attempt(provider)).status).toBe(303)
    for (const path of Object.values(paths)) expect(provider.requests.count(path)).toBe(1)
  })
})

describe.each(operations)('K-12: the answer to the %s request', (operation) => {
  it.each([301, 302, 303, 307, 308])('is not fetched from elsewhere: %s', async (status) => {
    await withProvider(async (provider) => {
      provider.twist({
        respond: ({ path }) => {
          const location = `${provider.issuerUrl}/elsewhere`
          return path === paths[operation]
            ? { status, headers: { location, ...json }, body: '{}' }
            : undefined
        },
      })
      const { status: answered, event } = await attempt(provider)
      expect(answered).toBe(502)
      expect(event).toMatchObject({ code: 'provider_response_invalid', detail: { operation } })
      expect(provider.requests.count('/elsewhere')).toBe(0)
    })
  })

  it('is cut off when it is too long', async () => {
    const { state, answer, hungUp } = createEndlessBody(`{${' '.repeat(65_536)}`, () => nextTurn())
    // No timer of the application runs out.
    const { status, event } = await attemptWith(operation, answer, () => hungUp)
    expect(status).toBe(502)
    expect(event).toMatchObject({ code: 'provider_response_invalid', detail: { operation } })
    expect(event?.message).toContain('longer than')
    // A mebibyte, and what was on its way.
    expect(state.chunks).toBeLessThan(200)
  })

  const isFile = operation === 'discovery' || operation === 'jwks'
  const strange = isFile ? [] : ['text/plain', 'application/octet-stream']

  it.each(['text/html', ...strange, 'application/jsonp', 'application/x-json', ''])(
    'is not read as %j',
    async (type) => {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type }
      const { status, event } = await attemptWith(operation, { headers, body: '{}' })
      expect(status).toBe(502)
      expect(event).toMatchObject({ code: 'provider_response_invalid', detail: { operation } })
      expect(event?.message).toContain('content type')
    },
  )
})

it('UserInfo as a JWT is refused with the reason, since nothing verifies it', async () => {
  const { status, event } = await attemptWith('userinfo', {
    headers: { 'content-type': 'application/jwt' },
    body: 'e30.e30.AAAA',
  })
  expect(status).toBe(502)
  expect(event).toMatchObject({ code: 'userinfo_invalid', detail: { rule: 'content_type' } })
})

it('UserInfo as a JWT is not read as JSON either', async () => {
  const { event } = await attemptWith('userinfo', {
    headers: { 'content-type': 'application/jwt' },
    body: JSON.stringify({ sub: 'ada', groups: ['staff'] }),
  })
  expect(event).toMatchObject({ code: 'userinfo_invalid', detail: { rule: 'content_type' } })
})

it.each([400, 401, 403])(
  'UserInfo that refuses the access token with %i says how to do without it',
  async (status) => {
    const headers = {
      'www-authenticate': 'Bearer error="invalid_token", error_description="not for UserInfo"',
    }
    const { status: answered, event } = await attemptWith('userinfo', { status, headers, body: '' })
    expect(answered).toBe(502)
    expect(event).toMatchObject({ code: 'userinfo_invalid', detail: { rule: 'refused' } })
    expect(event?.message).toContain(`has status ${status}: UserInfo does not accept such an access token`)
    expect(event?.message).toContain("from: 'idToken'")
  },
)
