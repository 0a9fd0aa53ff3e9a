import type { IssueList, IssueMessage, IssuePath } from './issues.ts'
import { describeUnknownKey, type KeyPlace } from './nearest-key.ts'

/** Maximum elements of one list, and members of one object. */
const maxLength = 100_000

/** Maximum unknown keys of one object that are reported one by one. */
const maxUnknownKeys = 20

export interface KnownKeys {
  readonly keys: readonly string[]
  /** The other objects of the configuration: a key may stand in the wrong one. */
  readonly places?: readonly KeyPlace[]
  /** Called with an unknown key, or with how many there are. */
  readonly reportUnknown: (path: IssuePath, message: IssueMessage) => void
}

/**
 * Reads the own members of untrusted options, each once, so that later code sees constant values, even if getters and proxies
 * change. It reads one level. Code that knows a member reads the values in that member. With `known`, other members are reported
 * and their values are not read, and an inherited known key is an error: copies lose it, and code that pollutes a prototype could
 * set it. Never throws.
 * @param expected the message for a value that is not an object
 */
export function readMembers(
  value: unknown,
  path: IssuePath,
  issues: IssueList,
  {
    known,
    expected = describeObject(known, path),
  }: { readonly known?: KnownKeys; readonly expected?: string },
): ReadonlyMap<string, unknown> {
  const members = new Map<string, unknown>()
  if (!isObject(value)) {
    issues.error(path, 'invalid_type', `${expected} ${describeKind(value)}`)
    return members
  }
  try {
    // The limit is checked first: if it is reached, not even the keys are listed.
    if (!issues.takeValues(1)) throw new RangeError()
    const keys = Object.keys(value)
    const wanted = known === undefined ? keys : keys.filter((key) => known.keys.includes(key))
    // Unknown keys count too: one object may be referenced many times.
    if (wanted.length > maxLength || !issues.takeValues(keys.length)) throw new RangeError()
    for (const key of wanted)
      members.set(
        key,
        readOne(() => value[key], [...path, key], issues),
      )
    if (known !== undefined) {
      reportUnknownKeys(
        keys.filter((key) => !known.keys.includes(key)),
        path,
        known,
      )
      const lost = known.keys.filter((key) => !members.has(key) && key in value)
      for (const key of lost) {
        const message = 'is inherited or hidden. Set it in the object itself, which is plain data.'
        issues.error([...path, key], 'inherited', message)
      }
    }
  } catch {
    reportUnreadable(path, issues)
  }
  return members
}

/** Reads the elements of an untrusted list, each once. A hole in the list is read as undefined. Never throws. */
export function readItems(value: unknown, path: IssuePath, issues: IssueList): readonly unknown[] {
  if (!isList(value)) {
    issues.error(path, 'invalid_type', `must be a list. ${describeKind(value)}`)
    return []
  }
  try {
    const { length } = value
    if (!(length <= maxLength) || !issues.takeValues(length)) throw new RangeError()
    return Array.from({ length }, (_, index) =>
      readOne(() => (Object.hasOwn(value, index) ? value[index] : undefined), [...path, index], issues),
    )
  } catch {
    reportUnreadable(path, issues)
    return []
  }
}

/** Whether a value is a list. Never throws, not even for a revoked proxy. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

/** Whether a value is an object and not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isList(value)
}

export function readOne(read: () => unknown, path: IssuePath, issues: IssueList): unknown {
  try {
    return read()
  } catch {
    reportUnreadable(path, issues)
    return undefined
  }
}

/** Describes the kind of a value that has the wrong kind. The value is not quoted: it may be a secret in the wrong place. */
export function describeKind(value: unknown): string {
  if (value === undefined || value === null) return 'It has no value.'
  if (typeof value === 'boolean') return `It is ${value}.`
  return isList(value) ? 'It is a list.' : `It is ${typeof value === 'object' ? 'an' : 'a'} ${typeof value}.`
}

/** The message has a key as an example, except for the whole configuration. */
function describeObject(known: KnownKeys | undefined, path: IssuePath): string {
  const [example] = known?.keys ?? []
  return example === undefined || path.length === 0
    ? 'must be an object.'
    : `must be an object, such as { ${example}: … }.`
}

/** The object is too large, or a getter or a proxy threw: that error is foreign and may contain a secret. */
function reportUnreadable(path: IssuePath, issues: IssueList): void {
  issues.error(path, 'unreadable', 'cannot be read, or is too large. Give plain data.')
}

function reportUnknownKeys(
  unknown: readonly string[],
  path: IssuePath,
  { keys, places, reportUnknown }: KnownKeys,
): void {
  for (const key of unknown.slice(0, maxUnknownKeys))
    reportUnknown([...path, key], () => describeUnknownKey(key, keys, places))
  const more = unknown.length - maxUnknownKeys
  if (more > 0) reportUnknown(path, `has ${more} more unknown keys.`)
}

export function parseText(value: unknown, path: IssuePath, issues: IssueList): string | undefined {
  if (typeof value === 'string' && value !== '') return value
  if (value === '') issues.error(path, 'empty', 'must not be empty.')
  else issues.error(path, 'invalid_type', `must be a string. ${describeKind(value)}`)
  return undefined
}

/** Reads a list of texts, each once. */
export function parseTexts(value: unknown, path: IssuePath, issues: IssueList): readonly string[] {
  const texts = readItems(value, path, issues).map((item, index) => parseText(item, [...path, index], issues))
  return [...new Set(texts.filter((text) => text !== undefined))]
}
