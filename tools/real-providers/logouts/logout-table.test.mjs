import { expect, it } from 'vitest'
import { printLogouts, replaceLogouts } from './logout-table.mjs'

const ending = { atOnce: '401: sign in', later: '401: sign in', elsewhere: '200' }
const rows = [
  { title: 'signed out', kind: 'cookies', tokens: 1, ...ending },
  { title: 'signed out', kind: 'a store', tokens: 1, ...ending },
  { title: 'nothing', kind: 'cookies', tokens: 0, ...ending, atOnce: '200' },
]

it('joins the kinds of sessions that end in the same way', () => {
  const table = printLogouts(rows)
  expect(table.split('\n')).toHaveLength(4)
  expect(table).toMatch(/\| signed out +\| cookies, a store +\| 1 +\| 401: sign in +\| 200/u)
  expect(table).toMatch(/\| nothing +\| cookies +\| none +\| 200 /u)
})

it('replaces the table on its page, and needs one there', () => {
  const page = 'before\n\n2026-11-30, logout tokens of Keycloak 26.7.3:\n\n| a |\n| - |\n\nafter\n'
  const run = { day: '2027-01-02', version: '27.0.0', table: '| b |\n| - |' }
  expect(replaceLogouts(page, run)).toBe(
    'before\n\n2027-01-02, logout tokens of Keycloak 27.0.0:\n\n| b |\n| - |\n\nafter\n',
  )
  expect(() => replaceLogouts('no table', run)).toThrow('no table of logouts')
})
