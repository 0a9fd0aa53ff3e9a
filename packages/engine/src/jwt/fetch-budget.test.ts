import { beforeEach, describe, expect, it } from 'vitest'
import { createFetchBudget, type FetchBudget } from './fetch-budget.ts'

const began = 1_793_000_000
let now = began
let budget: FetchBudget

beforeEach(() => {
  now = began
  budget = createFetchBudget(() => now)
})

const empty = (): void => {
  expect([budget.take(), budget.take(), budget.take(), budget.take()]).toEqual([0, 0, 0, 0])
}

describe('a budget', () => {
  it('says how long it is until the next fetch', () => {
    empty()
    expect(budget.take()).toBe(60)
    now += 59
    expect(budget.take()).toBe(1)
    now += 1
    expect([budget.take(), budget.take()]).toEqual([0, 60])
  })

  it('is full after a long pause, and not fuller', () => {
    empty()
    now += 86_400
    empty()
    expect(budget.take()).toBe(60)
  })

  it('has one more where one was given back, and is never fuller than full', () => {
    budget.giveBack()
    empty()
    expect(budget.take()).toBe(60)
    budget.giveBack()
    expect([budget.take(), budget.take()]).toEqual([0, 60])
  })

  it('says whole seconds where the clock has fractions', () => {
    empty()
    now += 59.7
    expect(budget.take()).toBe(1)
  })

  it('waits a minute at the most after the clock was set back', () => {
    empty()
    now -= 86_400
    expect(budget.take()).toBe(60)
    now += 60
    expect(budget.take()).toBe(0)
  })

  it('is never fuller for a clock that gives no number, and refills when it does again', () => {
    empty()
    now = NaN
    expect([budget.take(), budget.take()]).toEqual([60, 60])
    now = began
    expect(budget.take()).toBe(60)
    now += 60
    expect([budget.take(), budget.take()]).toEqual([0, 60])
  })

  it('is bounded for a clock that never gave a number', () => {
    now = NaN
    empty()
    expect(budget.take()).toBe(60)
  })
})
