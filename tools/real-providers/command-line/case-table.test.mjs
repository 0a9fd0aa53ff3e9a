import { expect, it } from 'vitest'
import { printCases, replaceCases } from './case-table.mjs'

it('prints what is found, without the ports and realms of the run', () => {
  const table = printCases([
    { title: 'good', faults: [] },
    {
      title: 'wrong',
      faults: [
        { check: 'client', state: 'problem', message: 'http://127.0.0.1:45945/realms/doctor-7 says a|b.' },
      ],
    },
  ])
  expect(table).toMatch(/\| good +\| nothing +\| +\|/u)
  expect(table).toMatch(
    /\| wrong +\| `client`: problem \| http:\/\/127\.0\.0\.1:8080\/realms\/main says a\\\|b\. \|/u,
  )
})

it('replaces the table on its page, and needs one there', () => {
  const page = 'before\n\n2026-11-30, `oidc doctor` at Keycloak 26.7.3:\n\n| a |\n| - |\n\nafter\n'
  const run = { day: '2027-01-02', version: '27.0.0', table: '| b |\n| - |' }
  expect(replaceCases(page, run)).toBe(
    'before\n\n2027-01-02, `oidc doctor` at Keycloak 27.0.0:\n\n| b |\n| - |\n\nafter\n',
  )
  expect(() => replaceCases('no table', run)).toThrow('no table of set-ups')
})
