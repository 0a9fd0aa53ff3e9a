import { expect, it } from 'vitest'
import { printTable } from './table.mjs'

it('prints a mark for each outcome, and each note once', () => {
  const reason = 'It has none.'
  const printed = printTable(
    ['sign-in', 'roles'],
    [
      {
        provider: 'A 1',
        title: 'one',
        cells: [{ outcome: 'passed' }, { outcome: 'impossible', note: reason }],
      },
      { provider: 'A 1', title: 'two', cells: [{ outcome: 'failed' }, { outcome: 'passed', note: 'Slow.' }] },
      {
        provider: 'B 2',
        title: 'one',
        cells: [{ outcome: 'passed' }, { outcome: 'impossible', note: reason }],
      },
    ],
  )
  expect(printed).toBe(`| provider | client | sign-in | roles |
| -------- | ------ | ------- | ----- |
| A 1      | one    | ✔       | – (1) |
| A 1      | two    | ✘       | ✔ (2) |
| B 2      | one    | ✔       | – (1) |

1. It has none.
2. Slow.`)
})
