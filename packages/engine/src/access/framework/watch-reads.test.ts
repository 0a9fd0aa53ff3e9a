import { describe, expect, it } from 'vitest'
import { watchReads } from './watch-reads.ts'

const value = { name: 'Ada', greet: () => 'hello' }

/** How often a look was told of. */
function count(look: (watched: typeof value) => unknown): number {
  let reads = 0
  look(watchReads({ ...value }, { onRead: () => (reads += 1) }))
  return reads
}

describe('an object whose reads are watched', () => {
  it.each<[string, (watched: typeof value) => unknown]>([
    ['a member', (watched) => watched.name],
    ['a method', (watched) => watched.greet()],
    ['whether a member is there', (watched) => 'name' in watched],
    ['its keys', (watched) => Object.keys(watched)],
    ['a descriptor', (watched) => Object.getOwnPropertyDescriptor(watched, 'name')],
    ['a copy', (watched) => ({ ...watched })],
    ['its JSON', (watched) => JSON.stringify(watched)],
  ])('tells of a look at %s', (_, look) => {
    expect(count(look)).toBeGreaterThan(0)
  })

  it.each<[string, (watched: typeof value) => unknown]>([
    ['passed on', (watched) => [watched, new Map([['auth', watched]])]],
    ['compared', (watched) => watched === value],
  ])('tells of nothing when it is %s', (_, look) => {
    expect(count(look)).toBe(0)
  })

  it('answers what the object itself would', () => {
    const watched = watchReads(value, { onRead: () => undefined })
    expect(watched).toEqual(value)
    expect(watched.greet()).toBe('hello')
  })

  it('answers nothing when the watcher throws', () => {
    const watched = watchReads(value, {
      onRead: () => {
        throw new TypeError('too late')
      },
    })
    expect(() => watched.name).toThrow('too late')
  })
})
