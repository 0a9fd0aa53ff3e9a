import { IssueList, type IssueMessage, type IssuePath } from './issues.ts'
import { type ConfigIssue } from '../errors/error-details.ts'
import { isList, isObject, readItems, readMembers, readOne } from './read-values.ts'

/** A copy of untrusted options, and what is wrong with them. */
export interface TakenOptions {
  /** The known members that are present, even if their value is undefined. The object and the objects in it have no prototype. */
  readonly values: Readonly<Record<string, unknown>>
  /** Issues for members that are unknown, inherited, hidden or unreadable. */
  readonly issues: readonly ConfigIssue[]
}

/** Maximum depth of nesting: real options are tables of lists. */
const maxDepth = 3

/** Maximum values in one copy: people write options by hand. */
const maxValues = 20_000

/**
 * Copies the known members of untrusted options, with the lists and objects in them. It reads each value once. Later changes of
 * the options do not change the copy. It does not read the values of unknown members. Never throws.
 * @param at the path of the options, for the issues
 */
export function takeOptions(options: unknown, keys: readonly string[], at: IssuePath = []): TakenOptions {
  const issues = new IssueList([], maxValues)
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
  if (isObject(value)) {
    if (readOne(() => isPlain(value), path, issues) === false)
      issues.error(path, 'inherited', 'must be plain data: members that it inherits do not count.')
    return copyMembers(readMembers(value, path, issues, {}), path, issues, depth + 1)
  }
  const items = readItems(value, path, issues)
  return Object.freeze(items.map((item, index) => copyValue(item, [...path, index], issues, depth + 1)))
}

/** Whether an object is plain: it has no prototype, or its prototype is the `Object.prototype` of some realm. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
