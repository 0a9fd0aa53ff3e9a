import { expect, it } from 'vitest'
import { joinTitles, printSights, replaceSights } from './session-table.mjs'

/** @param {string} title @param {string} kind @param {string} when @param {...string} cells */
const sight = (title, kind, when, ...cells) => ({ title, kind, when, cells })
const fine = ['the page', 'the page', '200', 'a token']
const ended = ['sign-in page', 'sign-in page', '401', '401']
const printed = (/** @type {Parameters<typeof printSights>[0]} */ sights) =>
  printSights(sights)
    .split('\n')
    .slice(2)
    .map((line) => line.replaceAll(/ +/gu, ' '))

it('joins the times at which a person sees the same, one after another', () => {
  const sights = [
    sight('an outage', 'cookies', 'at once', ...fine),
    sight('an outage', 'cookies', 'after 60 s', ...fine),
    sight('an outage', 'cookies', 'after 90 s', ...ended),
    sight('an outage', 'cookies', 'after 600 s', ...fine),
  ]
  expect(printed(sights)).toEqual([
    '| an outage | cookies | at once, after 60 s | the page | the page | 200 | a token |',
    '| an outage | cookies | after 90 s | sign-in page | sign-in page | 401 | 401 |',
    '| an outage | cookies | after 600 s | the page | the page | 200 | a token |',
  ])
})

it('joins the kinds of sessions whose people see the same at all times, and no others', () => {
  const sights = ['cookies', 'store', 'silent'].flatMap((kind) => [
    sight('disabled', kind, 'at once', ...fine),
    sight('disabled', kind, 'later', ...(kind === 'silent' ? fine : ended)),
  ])
  expect(printed(sights)).toEqual([
    '| disabled | cookies, store | at once | the page | the page | 200 | a token |',
    '| disabled | cookies, store | later | sign-in page | sign-in page | 401 | 401 |',
    '| disabled | silent | at once, later | the page | the page | 200 | a token |',
  ])
})

it('keeps the rows of two cases apart', () => {
  expect(
    printed([sight('a', 'cookies', 'later', ...fine), sight('b', 'cookies', 'later', ...fine)]),
  ).toHaveLength(2)
})

it('joins the cases at a time at which all people of a kind see the same', () => {
  const early = sight('a', 'cookies', 'at once', ...fine)
  const later = sight('a', 'cookies', 'later', ...ended)
  const joined = { ...early, title: 'any' }
  expect(joinTitles([early, later, { ...early, title: 'b' }], 'at once', 'any')).toEqual([joined, later])
  const other = sight('b', 'cookies', 'at once', ...ended)
  expect(joinTitles([early, later, other], 'at once', 'any')).toEqual([early, later, other])
})

it('replaces the table of an earlier run, and not the table of a plain client', () => {
  const table = printSights([sight('a', 'cookies', 'at once', ...fine)])
  const run = { day: '2026-11-30', version: '26.7.3', seconds: 600, table }
  const plain = '2026-11-29, Keycloak 26.7.3, stopped for 30 seconds:\n\n| other |\n'
  const around = (/** @type {string} */ line) => `# A page\n\n${plain}\n${line}\n\n${table}\n\n## More\n`
  expect(
    replaceSights(around('2026-01-01, an application with Keycloak 26.1.0, stopped for 120 seconds:'), run),
  ).toBe(around('2026-11-30, an application with Keycloak 26.7.3, stopped for 600 seconds:'))
  expect(() => replaceSights(`# A page\n\n${plain}`, run)).toThrow('no table')
})
