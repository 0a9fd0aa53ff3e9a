// The table of what people see in an application, as Markdown, on its page. Without it the page would say what was so once.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../workspace.mjs'
import { printRows } from './answer-table.mjs'

/**
 * What the people of one kind of sessions saw at one time.
 * @typedef {object} Sight
 * @property {string} title what happened
 * @property {string} kind of sessions
 * @property {string} when
 * @property {readonly string[]} cells one for each column
 */

const columns = ['a page', 'a page for the role', 'a `fetch` for the role', '`oidc.tokens`']

/** @param {readonly Sight[]} sights in the order of the rows @returns {string} */
export function printSights(sights) {
  const rows = []
  for (const title of unique(sights.map((sight) => sight.title))) {
    const ofTitle = sights.filter((sight) => sight.title === title)
    const histories = unique(ofTitle.map(({ kind }) => kind)).map((kind) => ({
      kind,
      steps: joinTimes(ofTitle.filter((sight) => sight.kind === kind)),
    }))
    for (const { kinds, steps } of joinKinds(histories))
      for (const { times, cells } of steps) rows.push([title, kinds.join(', '), times.join(', '), ...cells])
  }
  return printRows(['what happened', 'sessions', 'when', ...columns], rows)
}

/** Puts one title in place of all titles of a time at which nothing depends on them. @param {readonly Sight[]} sights @param {string} when @param {string} title @returns {Sight[]} */
export function joinTitles(sights, when, title) {
  const early = sights.filter((sight) => sight.when === when)
  const joined = unique(early.map(({ kind }) => kind)).flatMap(
    (kind) => early.find((sight) => sight.kind === kind) ?? [],
  )
  const isSame = (/** @type {Sight} */ a, /** @type {Sight} */ b) =>
    a.kind === b.kind && String(a.cells) === String(b.cells)
  if (!early.every((sight) => joined.some((first) => isSame(first, sight)))) return [...sights]
  return [...joined.map((sight) => ({ ...sight, title })), ...sights.filter((sight) => sight.when !== when)]
}

/** Joins times one after another at which a person sees the same. @param {readonly Sight[]} sights of one kind */
function joinTimes(sights) {
  /** @type {{ times: string[], cells: readonly string[] }[]} */
  const steps = []
  for (const { when, cells } of sights) {
    const last = steps.at(-1)
    if (last !== undefined && String(last.cells) === String(cells)) last.times.push(when)
    else steps.push({ times: [when], cells })
  }
  return steps
}

/** Joins kinds of sessions whose people see the same at all times. @param {readonly { kind: string, steps: ReturnType<typeof joinTimes> }[]} histories */
function joinKinds(histories) {
  /** @type {Map<string, { kinds: string[], steps: ReturnType<typeof joinTimes> }>} */
  const joined = new Map()
  for (const { kind, steps } of histories) {
    const key = JSON.stringify(steps)
    const same = joined.get(key)
    if (same === undefined) joined.set(key, { kinds: [kind], steps })
    else same.kinds.push(kind)
  }
  return [...joined.values()]
}

/** @param {readonly string[]} texts @returns {string[]} */
const unique = (texts) => [...new Set(texts)]

const page = join(root, 'docs/real-providers.md')

/** The table with the line that says which run made it. */
const recorded =
  /^\d{4}-\d\d-\d\d, an application with Keycloak [\d.]+, stopped for \d+ seconds:\n\n(?:\|.*\n)+/mu

/** @param {string} text of the page @param {{ day: string, version: string, seconds: number, table: string }} run */
export function replaceSights(text, { day, version, seconds, table }) {
  if (!recorded.test(text)) throw new Error('The page has no table of an application.')
  const head = `${day}, an application with Keycloak ${version}, stopped for ${seconds} seconds:`
  return text.replace(recorded, () => `${head}\n\n${table}\n`)
}

/** @param {Omit<Parameters<typeof replaceSights>[1], 'day'>} run */
export function writeSights(run) {
  const day = new Date().toISOString().slice(0, 10)
  writeFileSync(page, replaceSights(readFileSync(page, 'utf8'), { ...run, day }))
}
