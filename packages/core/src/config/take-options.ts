import { IssueList, type IssueMessage, type IssuePath } from './issues.ts'
import { type ConfigIssue } from '../errors/error-details.ts'
import { isList, isObject, readItems, readMembers } from './read-values.ts'

export interface TakenOptions {
  /** The known members that are there, be they undefined. It has no prototype, and neither do the objects in it. */
  readonly values: Readonly<Record<string, unknown>>
  /** What is unknown, inherited, hidden or cannot be read. */
  readonly issues: readonly ConfigIssue[]
}

/** Options are tables of lists at the most. */
const maxDepth = 3

/** Values that one copy holds: options are written by hand. */
const maxValues = 20_000

/**
 * Copies the known members of untrusted options, with the lists and objects in them, each value read once. Later changes of the
 * options change nothing in the copy. The values of unknown members are not touched. Never throws.
 * @param at where the options stand, for the issues
 */
export function takeOptions(options: unknown, keys: readonly string[], at: IssuePath = []): TakenOptions {
  const issues = new IssueList(maxValues)
  const reportUnknown = (place: IssuePath, message: IssueMessage): void => {
    issues.error(place, 'unknown_key', message)
  }
  const known = { keys, reportUnknown }
  return {
    values: copyMembers(readMembers(options, at, issues, { known }), at, issues),
    issues: issues.issues,
  }
}

function copyMembers(
  members: ReadonlyMap<string, unknown>,
  path: IssuePath,
  issues: IssueList,
  depth = 1,
): Readonly<Record<string, unknown>> {
  const copy = Object.create(null) as Record<string, unknown>
  for (const [key, value] of members) copy[key] = copyValue(value, [...path, key], issues, depth)
  return Object.freeze(copy)
}

function copyValue(value: unknown, path: IssuePath, issues: IssueList, depth: number): unknown {
  if (!isList(value) && !isObject(value)) return value
  if (depth > maxDepth) {
    issues.error(path, 'unreadable', 'is nested too deeply. Give plain data.')
    return undefined
  }
  if (isObject(value)) return copyMembers(readMembers(value, path, issues, {}), path, issues, depth + 1)
  const items = readItems(value, path, issues)
  return Object.freeze(items.map((item, index) => copyValue(item, [...path, index], issues, depth + 1)))
}
