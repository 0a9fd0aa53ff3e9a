import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findRoleCycle } from './implied-roles.ts'

it('finds a circle wherever it begins', () => {
  expect(findRoleCycle({ A: ['A'] })).toEqual(['A', 'A'])
  expect(findRoleCycle({ X: ['Y', 'A'], A: ['B'], B: ['C'], C: ['B'] })).toEqual(['B', 'C', 'B'])
})

it('finds none where a role is merely reached twice', () => {
  expect(findRoleCycle({ A: ['B', 'C'], B: ['D'], C: ['D'], D: [] })).toBeUndefined()
})

it('follows a chain that is longer than the call stack', () => {
  const chain = Array.from({ length: 100_000 }, (_, index) => [`R${index}`, [`R${index + 1}`]] as const)
  expect(findRoleCycle(Object.fromEntries(chain))).toBeUndefined()
  expect(findRoleCycle(Object.fromEntries([...chain, ['R100000', ['R0']] as const]))).toHaveLength(100_002)
})

it('copies the list of a role once, however many roles imply it', () => {
  let copies = 0
  const list = ['A', 'B']
  Object.defineProperty(list, Symbol.iterator, {
    value: () => {
      copies += 1
      return ['A', 'B'].values()
    },
  })
  const many = Array.from({ length: 100 }, (_, index) => [`K${index}`, ['X']])
  expect(
    findRoleCycle({ ...(Object.fromEntries(many) as Record<string, string[]>), X: list }),
  ).toBeUndefined()
  // Once by the first role that implies it, and once as the beginning of a branch of its own.
  expect(copies).toBe(2)
})

it('finds none exactly where the roles can be put in an order', () => {
  const role = fc.constantFrom('A', 'B', 'C', 'D')
  const table = fc.dictionary(role, fc.uniqueArray(role, { maxLength: 2 }))
  fc.assert(
    fc.property(table, (impliedRoles) => {
      const rest = new Map(Object.entries(impliedRoles))
      for (let removed = true; removed;) {
        removed = false
        for (const [name, lower] of rest) {
          if (lower.every((other) => !rest.has(other))) removed = rest.delete(name)
        }
      }
      expect(findRoleCycle(impliedRoles) === undefined).toBe(rest.size === 0)
    }),
  )
})
