import { describe, expect, it } from 'vitest'
import type { ClaimRef } from './claim-path.ts'
import type { Claims } from './json.ts'
import { selectClaim } from './select-claim.ts'

const select = (claims: Claims, ref: ClaimRef): ReturnType<typeof selectClaim> => selectClaim([claims], ref)

describe('a claim in several Claims Sets', () => {
  it.each<[readonly Claims[], readonly unknown[]]>([
    [[{ g: 'top' }, { g: 'below' }], ['top']],
    [[{}, { g: 'below' }], ['below']],
    [[{ g: null }, { g: 'below' }], ['below']],
    [[{ g: [] }, { g: ['below'] }], []],
    [[{ g: null }, {}], [null]],
    [[{ g: { x: 'top' } }, { g: { y: 'below' } }], [{ x: 'top' }]],
    [[], []],
  ])('is the topmost that is not null: %j', (layers, values) => {
    expect(selectClaim(layers, 'g').values.map(({ value }) => value)).toEqual(values)
  })
})

describe('the first step of a path', () => {
  it.each<[Claims, ClaimRef]>([
    [{ 0: 'x' }, [0]],
    [{ null: 'x' }, [null]],
    [{ null: 'x' }, [null, 'y']],
    [{ undefined: 'x' }, []],
  ])('is a claim name and nothing that is only written like one: %j, %j', (claims, ref) => {
    expect(select(claims, ref)).toEqual({ values: [], present: false, longestList: 0, skipped: [] })
  })
})

describe('a claim is present', () => {
  it.each<[Claims, ClaimRef, boolean]>([
    [{ g: 'x' }, 'g', true],
    [{ g: '' }, 'g', true],
    [{ g: false }, 'g', true],
    [{ g: [] }, 'g', true],
    [{ g: [null] }, 'g', true],
    [{ g: [] }, ['g', null], true],
    [{ g: null }, 'g', false],
    [{}, 'g', false],
    [{ g: [null] }, ['g', 0], false],
    [{ g: [{ n: null }, { n: 'x' }] }, ['g', null, 'n'], true],
    [{ g: [{ n: 'x' }, { n: null }] }, ['g', null, 'n'], true],
    [{ g: [{ n: null }, {}] }, ['g', null, 'n'], false],
    [{ g: 'x' }, ['g', null], false],
  ])('where a path leads to more than null: %j, %j, %s', (claims, ref, present) => {
    expect(select(claims, ref).present).toBe(present)
  })
})

describe('a selected value', () => {
  it.each<[Claims, ClaimRef, readonly boolean[]]>([
    [{ g: 'x' }, 'g', [false]],
    [{ a: { b: 'x' } }, ['a', 'b'], [false]],
    [{ a: [{ b: 'x' }] }, ['a', 0, 'b'], [false]],
    [{ a: [{ b: 'x' }] }, ['a', null, 'b'], [false]],
    [{ g: ['x', 'y'] }, 'g', [true, true]],
    [{ g: ['x', 'y'] }, ['g', null], [true, true]],
    [{ g: ['x'] }, ['g', 0], [true]],
    [{ a: { g: ['x'] } }, ['a', 'g', 0], [true]],
    [{ a: [{ b: ['x'] }, { b: 'y' }] }, ['a', null, 'b'], [true, false]],
  ])('is an element where it stands in an array: %j, %j', (claims, ref, elements) => {
    expect(select(claims, ref).values.map(({ element }) => element)).toEqual(elements)
  })
})

describe('the longest list', () => {
  it.each<[Claims, ClaimRef, number]>([
    [{ g: 'abc' }, 'g', 0],
    [{ g: { length: 7 } }, 'g', 0],
    [{ g: ['a', 'b'] }, 'g', 2],
    [{ g: ['a', 'b'] }, ['g', null], 2],
    [{ g: ['a', 'b'] }, ['g', 1], 0],
    [{ g: [{ n: 'a' }, {}, 7] }, ['g', null, 'n'], 3],
    [{ g: [{ n: ['a', 'b', 'c'] }, { n: [] }] }, ['g', null, 'n'], 3],
    [{ g: [{ n: ['a'] }, { n: [] }] }, ['g', null, 'n'], 2],
  ])('is the longest that was opened, on the way or at the end: %j, %j', (claims, ref, length) => {
    expect(select(claims, ref).longestList).toBe(length)
  })
})

describe('a branch that a step cannot follow', () => {
  it.each<[Claims, ClaimRef, readonly (readonly [step: number, value: unknown])[]]>([
    [{ a: 'x' }, ['a', 'b'], [[1, 'x']]],
    [{ a: null }, ['a', 'b'], [[1, null]]],
    [{ a: ['x'] }, ['a', 'b'], [[1, ['x']]]],
    [{ a: { b: 'x' } }, ['a', 0], [[1, { b: 'x' }]]],
    [{ a: 'x' }, ['a', 0], [[1, 'x']]],
    [{ a: 'x' }, ['a', null], [[1, 'x']]],
    [{ a: { b: 'x' } }, ['a', null, 'b'], [[1, { b: 'x' }]]],
    [
      { a: [['x'], 'y', 7] },
      ['a', null, null],
      [
        [2, 'y'],
        [2, 7],
      ],
    ],
    [
      { a: [{ b: { c: 'x' } }, 'y', { b: 'z' }] },
      ['a', null, 'b', 'c'],
      [
        [2, 'y'],
        [3, 'z'],
      ],
    ],
  ])('is reported with the step and what it met: %j, %j', (claims, ref, skipped) => {
    expect(select(claims, ref).skipped.map(({ step, value }) => [step, value])).toEqual(skipped)
  })

  it.each<[Claims, ClaimRef]>([
    [{}, ['a', 'b']],
    [{ a: {} }, ['a', 'b']],
    [{ a: [] }, ['a', 0]],
    [{ a: [] }, ['a', null, 'b']],
    [{ a: 'x' }, ['a']],
  ])('is none where a value is merely not there: %j, %j', (claims, ref) => {
    expect(select(claims, ref).skipped).toEqual([])
  })
})
