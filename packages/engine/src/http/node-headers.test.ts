import { describe, expect, it } from 'vitest'
import { createHeaderLookUp } from './node-headers.ts'

describe('a look-up of the headers of Node', () => {
  it('joins what came twice, and knows no header that did not come', () => {
    const rawHeaders = ['Authorization', 'Bearer a', 'authorization', 'Bearer b']
    const header = createHeaderLookUp({ headers: { cookie: 'a=1', 'x-forwarded': ['b', 'c'] }, rawHeaders })
    expect(header('authorization')).toBe('Bearer a, Bearer b')
    expect(header('cookie')).toBe('a=1')
    expect(header('x-forwarded')).toBe('b, c')
    expect(header('origin')).toBeUndefined()
  })

  it.each(['cookie', 'sec-fetch-site', 'origin', 'dpop', 'authorization', 'x-client-cert'])(
    'CVE-2026-73421: takes no %s from a polluted prototype',
    (name) => {
      Object.defineProperty(Object.prototype, name, { value: 'of another person', configurable: true })
      try {
        expect(createHeaderLookUp({ headers: {}, rawHeaders: [] })(name)).toBeUndefined()
      } finally {
        Reflect.deleteProperty(Object.prototype, name)
      }
    },
  )
})
