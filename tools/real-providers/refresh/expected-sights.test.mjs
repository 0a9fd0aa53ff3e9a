import { expect, it } from 'vitest'
import { cases } from './cases.mjs'
import { expectOutage } from './expected-outage.mjs'
import { expectSight, outcomes } from './expected-sights.mjs'
import { words } from './seen.mjs'
import { keepsTokens, sessionKinds } from './session-kinds.mjs'

it('expects something of cases that exist: a run skips the others', () => {
  const titles = cases.map(({ title }) => title)
  expect(titles).toEqual(expect.arrayContaining(Object.keys(outcomes)))
})

it('expects no token of a session that keeps none', () => {
  for (const kind of sessionKinds.filter((each) => !keepsTokens(each))) {
    const seen = [
      expectSight(kind.name, 'current', 'at once'),
      expectSight(kind.name, 'ended', 'after the age'),
    ]
    for (const { '/token': token } of [...seen, expectOutage(kind.name, 'outdated')])
      expect(token).toBe(words.none)
  }
})

it('expects a role that was taken away to be gone, and a session that ended to stay ended', () => {
  for (const { name } of sessionKinds)
    for (const time of /** @type {const} */ (['after the age', 'after the grace'])) {
      expect(expectSight(name, 'withoutRole', time)['/editor']).toContain('403')
      expect(expectSight(name, 'ended', time)['/page']).toBe(words.signIn)
    }
})

it('expects an outage to keep no person away from a page without a role', () => {
  for (const { name } of sessionKinds)
    for (const phase of /** @type {const} */ (['current', 'old roles', 'expired', 'outdated', 'starting']))
      expect(expectOutage(name, phase)['/page']).toContain(words.page)
})
