import { describe, expect, it } from 'vitest'
import { validateSession } from './session.ts'

const lifetimes = { absoluteSeconds: 43_200, idleSeconds: 3600, clockSkewSeconds: 30 }
const created = 1_793_000_000
const session = { createdAt: created, expiresAt: created + 43_200, seenAt: created }

describe('S-07: a session', () => {
  it('lives until its absolute end', () => {
    const late = { ...session, seenAt: created + 43_000 }
    expect(validateSession(late, lifetimes, created + 43_199).live).toBe(true)
    expect(validateSession(late, lifetimes, created + 43_200)).toEqual({ live: false })
  })

  it('lives until it was idle too long', () => {
    expect(validateSession(session, lifetimes, created + 3599).live).toBe(true)
    expect(validateSession(session, lifetimes, created + 3600)).toEqual({ live: false })
  })

  it('ends earlier when the configured lifetime was shortened since', () => {
    const late = { ...session, seenAt: created + 700 }
    expect(validateSession(late, { ...lifetimes, absoluteSeconds: 600 }, created + 700)).toEqual({
      live: false,
    })
    expect(validateSession(session, { ...lifetimes, absoluteSeconds: 600 }, created + 1)).toEqual({
      live: true,
      touch: false,
      expiresAt: created + 600,
    })
  })

  it('does not live longer when the configured lifetime was lengthened since', () => {
    const late = { ...session, seenAt: created + 43_199 }
    expect(validateSession(late, { ...lifetimes, absoluteSeconds: 1e6 }, created + 43_200)).toEqual({
      live: false,
    })
  })
})

it('a session from the future lives only within the tolerance between clocks', () => {
  expect(validateSession(session, lifetimes, created - 30).live).toBe(true)
  expect(validateSession(session, lifetimes, created - 31)).toEqual({ live: false })
  const seen = { ...session, seenAt: created + 100 }
  expect(validateSession(seen, lifetimes, created + 70).live).toBe(true)
  expect(validateSession(seen, lifetimes, created + 69)).toEqual({ live: false })
})

it('the idle deadline moves only after a tenth of it', () => {
  expect(validateSession(session, lifetimes, created + 360)).toMatchObject({ live: true, touch: false })
  expect(validateSession(session, lifetimes, created + 361)).toMatchObject({ live: true, touch: true })
})
