import { describe, expect, it } from 'vitest'
import { buildAnonymous, buildAuthenticated, buildRoleReading } from './auth.ts'
import { watchAccess, type WatchAccessOptions } from './watch-access.ts'

const start = 1_800_000_000
const person = { issuer: 'https://id.example.com', subject: 'ada', name: 'Ada', claims: {}, extra: undefined }
const caller = (expiresAt: number) =>
  buildAuthenticated('session', person, expiresAt, buildRoleReading(['ROLE_USER']))

/** Watches a caller by a gate whose answers are given, with a clock that the test moves. */
function watch(
  answers: readonly (number | 'admits' | 'anonymous')[],
  {
    seconds = 3600,
    headers = {},
    ...options
  }: WatchAccessOptions & { seconds?: number; headers?: Readonly<Record<string, string>> } = {},
) {
  let now = start
  const timers: { seconds: number; onEnd: () => void }[] = []
  const asked: unknown[] = []
  const left = [...answers]
  const auth = caller(start + seconds)
  const gate = (_request: unknown, ...rest: readonly unknown[]): Promise<unknown> => {
    asked.push(rest)
    const answer = left.shift() ?? 'admits'
    if (typeof answer === 'number')
      return Promise.resolve({ response: new Response(null, { status: answer }) })
    return Promise.resolve({ auth: answer === 'anonymous' ? buildAnonymous() : auth })
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
      [[gate, { refresh: 'never' }]],
      [[gate, { refresh: 'due' }]],
    ])
  })

  it('does not send a DPoP proof twice: expiresAt counts alone', async () => {
    const watched = watch([401], { seconds: 70, headers: { authorization: 'DPoP x', dpop: 'proof' } })
    await watched.pass()
    expect(watched.asked).toEqual([])
    await watched.pass()
    expect(watched.ended.aborted).toBe(true)
  })

  it('checks a session that comes with the header of a proof alone', async () => {
    const watched = watch([401], { headers: { dpop: 'proof' } })
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
