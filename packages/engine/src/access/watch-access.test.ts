import { describe, expect, it } from 'vitest'
import { buildAnonymous, buildAuthenticated, buildRoleReading } from './auth.ts'
import { watchAccess, type WatchAccessOptions } from './watch-access.ts'

const start = 1_800_000_000
const person = { issuer: 'https://id.example.com', subject: 'ada', name: 'Ada', claims: {}, extra: undefined }
const callers = {
  session: (expiresAt: number) =>
    buildAuthenticated('session', person, expiresAt, buildRoleReading(['ROLE_USER'])),
  token: (expiresAt: number) =>
    buildAuthenticated(
      'bearer',
      { ...person, claims: { exp: expiresAt } },
      expiresAt,
      buildRoleReading(['ROLE_USER']),
    ),
  undatedToken: (expiresAt: number) =>
    buildAuthenticated('bearer', person, expiresAt, buildRoleReading(['ROLE_USER'])),
}

/** Watches a caller by a gate whose answers are given, with a clock that the test moves. A caller who is admitted again has the same time left. */
function watch(
  answers: readonly (number | 'admits' | 'anonymous' | 'roles_outdated')[],
  {
    as = 'session',
    seconds = 3600,
    headers = {},
    ...options
  }: WatchAccessOptions & {
    as?: keyof typeof callers
    seconds?: number
    headers?: Readonly<Record<string, string>>
  } = {},
) {
  let now = start
  const timers: { seconds: number; onEnd: () => void }[] = []
  const asked: unknown[] = []
  const left = [...answers]
  const auth = callers[as](start + seconds)
  const gate = (_request: unknown, ...rest: readonly unknown[]): Promise<unknown> => {
    asked.push(rest)
    const answer = left.shift() ?? 'admits'
    if (typeof answer === 'number')
      return Promise.resolve({ response: new Response(null, { status: answer }) })
    if (answer === 'roles_outdated')
      return Promise.resolve({ response: Response.json({ code: answer }, { status: 503 }) })
    if (answer === 'anonymous') return Promise.resolve({ auth: buildAnonymous() })
    return Promise.resolve({ auth: as === 'undatedToken' ? callers[as](now + seconds) : auth })
  }
  const watched = watchAccess(
    { gate: gate as never },
    { method: 'GET', url: '/', header: (name) => headers[name] },
    auth,
    options,
    {
      now: () => now,
      startTimer(wait, onEnd) {
        const timer = { seconds: wait, onEnd }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), 1)
      },
    },
  )
  return {
    ...watched,
    asked,
    timers,
    /** Lets the next timer end, and what it started. */
    async pass() {
      const [timer] = timers.splice(0, 1)
      if (timer === undefined) throw new Error('no timer runs')
      now += timer.seconds
      timer.onEnd()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('watchAccess', () => {
  it.each([401, 403])('ends once the gate answers %i', async (status) => {
    const watched = watch(['admits', status])
    await watched.pass()
    expect(watched.ended.aborted).toBe(false)
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
    expect(watched.timers).toEqual([])
  })

  it('ends when the session of an optional gate has ended', async () => {
    const watched = watch(['anonymous'], { gate: { optional: true } })
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
  })

  it('ends at the second of expiresAt, without asking', async () => {
    const watched = watch([], { seconds: 90 })
    await watched.pass()
    expect(watched.timers[0]?.seconds).toBe(30)
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
    expect(watched.asked).toHaveLength(1)
  })

  it.each([0, -1, Number.NaN])('ends at once, and not earlier, if %d seconds are left', async (seconds) => {
    const watched = watch([], { seconds })
    expect(watched.ended.aborted).toBe(false)
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
    expect(watched.asked).toEqual([])
  })

  it('goes on during an outage, and ends at expiresAt nevertheless', async () => {
    const watched = watch([503, 500], { seconds: 150 })
    await watched.pass()
    await watched.pass()
    expect(watched.ended.aborted).toBe(false)
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
  })

  it('asks the same gate, and refreshes only where it may', async () => {
    const gate = { role: 'ROLE_USER' }
    const watched = [watch([], { gate }), watch([], { gate, refresh: 'due' })]
    for (const each of watched) await each.pass()
    expect(watched.map(({ asked }) => asked)).toEqual([
      [[gate, { refresh: 'never', touch: 'never' }]],
      [[gate, { refresh: 'due', touch: 'never' }]],
    ])
  })

  it('does not send a DPoP proof twice: expiresAt counts alone', async () => {
    const headers = { authorization: 'DPoP x', dpop: 'proof' }
    const watched = watch([401], { as: 'token', seconds: 70, headers })
    await watched.pass()
    expect(watched.asked).toEqual([])
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
  })

  it.each([
    ['a session beside the headers of a token', 'session', { authorization: 'DPoP x', dpop: 'proof' }],
    ['a session beside a proof', 'session', { dpop: 'proof' }],
    ['an unbound token beside a proof', 'token', { authorization: 'Bearer x', dpop: 'proof' }],
  ] as const)('checks %s: a client may send what it likes', async (_name, as, headers) => {
    const watched = watch([401], { as, headers })
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
  })

  it('ends when the roles are too old and the provider does not confirm them', async () => {
    const watched = watch([503, 'roles_outdated'])
    await watched.pass()
    expect(watched.ended.aborted).toBe(false)
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
  })

  it('asks again each minute about a token without exp, also if no result is cached', async () => {
    const watched = watch(['admits', 'admits', 401], { as: 'undatedToken', seconds: 0 })
    await watched.pass()
    await watched.pass()
    expect(watched.ended.aborted).toBe(false)
    expect(watched.timers[0]?.seconds).toBe(60)
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
  })

  it.each([503, 500])('ends for a token without exp when the check gets %i', async (status) => {
    const watched = watch([status], { as: 'undatedToken', seconds: 20 })
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
  })

  it('never ends after stop, also if a check was running', async () => {
    const watched = watch([401])
    watched.timers[0]?.onEnd()
    watched.stop()
    await new Promise((resolve) => setImmediate(resolve))
    expect(watched.ended.aborted).toBe(false)
    expect(watched.timers).toEqual([])
  })

  it('watches no anonymous caller', () => {
    const watched = watchAccess(
      { gate: undefined as never },
      new Request('http://a.example'),
      buildAnonymous(),
    )
    expect(watched.ended.aborted).toBe(false)
    watched.stop()
  })
})
