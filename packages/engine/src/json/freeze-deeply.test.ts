import { describe, expect, it } from 'vitest'
import { freezeDeeply } from './freeze-deeply.ts'

describe('freezeDeeply', () => {
  it('freezes every object and list, one named __proto__ included', () => {
    const frozen = freezeDeeply(JSON.parse('{"a":[null,{"b":1}],"__proto__":{"c":[]}}')) as Record<
      string,
      object[]
    >
    expect(Object.isFrozen(frozen['a']?.[1])).toBe(true)
    const own = Object.getOwnPropertyDescriptor(frozen, '__proto__')?.value as { c: unknown[] }
    expect(Object.isFrozen(own.c)).toBe(true)
  })

  it('does not overflow the stack on a payload of any depth', () => {
    let deep: unknown = {}
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep]
    expect(Object.isFrozen(freezeDeeply(deep))).toBe(true)
  })
})
