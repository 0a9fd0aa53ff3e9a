import { expect, it } from 'vitest'
import { createOutageWatch } from './outage-watch.ts'

function create() {
  const clock = { now: 1_793_000_000 }
  const told: string[] = []
  const now = (): number => clock.now
  const watch = createOutageWatch({ now }, 5, (isDown, operation) =>
    told.push(`${isDown ? 'down' : 'up'} ${operation}`),
  )
  return { clock, told, watch }
}

it('tells one beginning and one end of an outage', () => {
  const { clock, told, watch } = create()
  watch(false, 'read')
  for (let count = 0; count < 100; count += 1) watch(true, `read ${count}`)
  clock.now += 5
  for (let count = 0; count < 100; count += 1) watch(false, `write ${count}`)
  expect(told).toEqual(['down read 0', 'up write 0'])
})

it('goes on while every other operation succeeds, as in a cluster that lacks one of its parts', () => {
  const { clock, told, watch } = create()
  for (let seconds = 0; seconds < 60; seconds += 1) {
    watch(true, 'one part')
    watch(false, 'another part')
    clock.now += 1
  }
  expect(told).toEqual(['down one part'])
  clock.now += 4
  watch(false, 'another part')
  expect(told).toEqual(['down one part', 'up another part'])
})

it('ends with the first success after the clock was set back', () => {
  const { clock, told, watch } = create()
  watch(true, 'read')
  clock.now -= 3600
  watch(false, 'read')
  expect(told).toEqual(['down read', 'up read'])
})

it('reads no clock while nothing is down', () => {
  const now = (): number => {
    throw new Error('no clock')
  }
  const told: string[] = []
  const watch = createOutageWatch({ now }, 5, (isDown, operation) => told.push(`${isDown} ${operation}`))
  watch(false, 'read')
  watch(true, 'read')
  expect(told).toEqual(['true read'])
})
