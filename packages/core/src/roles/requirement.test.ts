import { describe, expect, it } from 'vitest'
import { meetsRequirement, type RoleRequirement } from './requirement.ts'

const roles = new Set(['ROLE_USER', 'ROLE_EDITOR'])

describe('R-14: roles meet a requirement', () => {
  it.each<[RoleRequirement]>([
    ['ROLE_USER'],
    [['ROLE_ADMIN', 'ROLE_USER']],
    [{ all: ['ROLE_USER'] }],
    [{ all: ['ROLE_USER', 'ROLE_EDITOR'] }],
  ])('of %j', (requirement) => {
    expect(meetsRequirement(roles, requirement)).toBe(true)
  })

  it.each<[RoleRequirement]>([
    ['ROLE_ADMIN'],
    ['role_user'],
    [''],
    [['ROLE_ADMIN']],
    [{ all: ['ROLE_USER', 'ROLE_ADMIN'] }],
  ])('but not of %j', (requirement) => {
    expect(meetsRequirement(roles, requirement)).toBe(false)
  })

  it.each<[unknown]>([[[]], [{ all: [] }], [{}], [{ all: 'ROLE_USER' }], [null], [undefined], [7], [true]])(
    'never of %j, which asks for nothing',
    (requirement) => {
      expect(meetsRequirement(roles, requirement as RoleRequirement)).toBe(false)
    },
  )
})
