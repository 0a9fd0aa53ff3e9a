import { expect, it } from 'vitest'
import { printAnswers, replaceAnswers } from './answer-table.mjs'

const table = printAnswers([
  { title: 'nothing happened', refresh: '200, editor', userinfo: '200', silent: 'code' },
  { title: 'an outage', refresh: '503', userinfo: '–', silent: '–' },
])

it('prints a row for each case', () => {
  expect(table).toBe(`| since the sign-in | refresh token grant | UserInfo | \`prompt=none\` |
| ----------------- | ------------------- | -------- | ------------- |
| nothing happened  | 200, editor         | 200      | code          |
| an outage         | 503                 | –        | –             |`)
})

it('replaces the table of an earlier run, and nothing else', () => {
  const run = { day: '2026-11-29', version: '26.7.3', seconds: 600, table }
  const around = (/** @type {string} */ line) => `# A page\n\n${line}\n\n${table}\n\n## More\n\n| other |\n`
  expect(replaceAnswers(around('2026-01-01, Keycloak 26.1.0, stopped for 30 seconds:'), run)).toBe(
    around('2026-11-29, Keycloak 26.7.3, stopped for 600 seconds:'),
  )
  expect(() => replaceAnswers('# A page\n', run)).toThrow('no table')
})
