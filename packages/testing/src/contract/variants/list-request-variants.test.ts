import { describe, expect, it } from 'vitest'
import { listRequestVariants } from './list-request-variants.ts'

describe('listRequestVariants', () => {
  const variants = listRequestVariants('/admin', 'http://localhost:3000')

  it('R-12: has at least 300 different requests', () => {
    expect(new Set(variants.map((variant) => JSON.stringify(variant))).size).toBe(variants.length)
    expect(variants.length).toBeGreaterThanOrEqual(300)
  })

  it('requests the given path', () => {
    const elsewhere = listRequestVariants('/app/panel', 'http://localhost:3000')
    expect(elsewhere.some(({ target }) => target === '/app//panel')).toBe(true)
    expect(elsewhere.filter(({ target }) => target.includes('/admin'))).toEqual([])
  })

  it('has no space or line break in a method or a request-target', () => {
    for (const { method, target } of variants) expect(method + target).not.toMatch(/[\r\n ]/u)
  })
})
