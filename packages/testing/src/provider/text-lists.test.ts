import { describe, expect, it } from 'vitest'
import { identifyText, listTexts, withoutTexts } from './text-lists.ts'

const person = {
  name: 'Ada',
  roles: ['admins'],
  groups: ['/staff', '/staff/night'],
  clientRoles: { app: ['editor'] },
  claims: {
    ...{ 'https://example.com/roles': ['admins'], realm_access: { roles: ['staff', 'admins'] } },
    ...{ email: 'ada@example.com', none: [], mixed: ['a', 1], nothing: null, numbers: [1] },
  },
}

describe('the texts that a person can lose', () => {
  it('are those of roles, groups, client roles, and of claims at any depth', () => {
    expect(listTexts(person).map(({ path, texts }) => [path.join('/'), ...texts])).toEqual([
      ['roles', 'admins'],
      ['groups', '/staff', '/staff/night'],
      ['clientRoles/app', 'editor'],
      ['claims/https://example.com/roles', 'admins'],
      ['claims/realm_access/roles', 'staff', 'admins'],
    ])
    expect(listTexts({ name: 'Cleo' })).toEqual([])
  })

  it('are told apart by their list: the same text of another list stays, and so does everything else', () => {
    const before = structuredClone(person)
    for (const list of listTexts(person))
      for (const text of list.texts) {
        const rest = withoutTexts(person, new Set([identifyText(list, text)]))
        const remaining = listTexts(rest)
          .map(({ texts }) => texts)
          .flat()
        expect(remaining).toHaveLength(6)
        expect(Object.keys(rest.claims ?? {})).toEqual(Object.keys(person.claims))
        expect(rest.claims).toMatchObject({ email: 'ada@example.com', mixed: ['a', 1], nothing: null })
      }
    expect(person).toEqual(before)
    expect(withoutTexts(person, new Set())).toEqual(person)
  })

  it('leave an empty list behind, because a claim that is gone would be another change', () => {
    const [list] = listTexts({ name: 'Ada', roles: ['admins'] })
    expect(
      withoutTexts({ name: 'Ada', roles: ['admins'] }, new Set([identifyText(list!, 'admins')])),
    ).toEqual({
      name: 'Ada',
      roles: [],
    })
  })
})
