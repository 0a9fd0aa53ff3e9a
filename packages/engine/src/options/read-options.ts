import { type ConfigIssue, OidcError, renderIssues, takeOptions } from '@x/oidc-core'
import * as v from 'valibot'

type IssuePath = ConfigIssue['path']

export interface ReadOptions {
  /**
   * A copy of the known members that are present. It has no inherited members, because valibot would read members of a polluted
   * prototype.
   */
  readonly values: Readonly<Record<string, unknown>>
  readonly issues: readonly ConfigIssue[]
}

/** The known keys, each with its schema. `expect` builds the messages; a key that may be absent is `exactOptional`. */
export type OptionEntries = Readonly<Record<string, v.GenericSchema>>

/**
 * Copies untrusted options and checks the copy. It does not read the values of unknown keys. Never throws.
 * @param at the path of the options, for the issues
 */
export function readOptions(given: unknown, entries: OptionEntries, at: IssuePath = []): ReadOptions {
  const { values, issues } = takeOptions(given, Object.keys(entries), at)
  // A member that could not be read has an issue of its own, and is undefined in the copy.
  const unread = new Set(issues.map(({ path }) => path[at.length]))
  const wrong = checkValues(entries, values, at).filter(({ path }) => !unread.has(path[at.length]))
  return { values, issues: [...issues, ...wrong] }
}

/** Checks a copy that `takeOptions` made. */
function checkValues(
  entries: OptionEntries,
  values: Readonly<Record<string, unknown>>,
  at: IssuePath = [],
): readonly ConfigIssue[] {
  // A required key that is absent is checked as undefined, so that the issue has its own message.
  const absent = Object.entries(entries).filter(
    ([key, { type }]) => !Object.hasOwn(values, key) && type !== 'exact_optional' && type !== 'optional',
  )
  const complete = Object.assign(Object.create(null) as object, values)
  for (const [key] of absent) Object.assign(complete, { [key]: undefined })
  return v.safeParse(v.object(entries), complete).issues?.map((found) => renderFound(found, at)) ?? []
}

/** Builds the message of a schema: `expect('invalid_type', 'must be a function.')`. */
export function expect(code: string, expected: string): string {
  return `${code}: ${expected}`
}

/** Builds an issue that the schema of one option cannot find, such as a conflict of two options. */
export function optionIssue(path: IssuePath, code: string, message: string): ConfigIssue {
  return { severity: 'error', path, code, message }
}

/** @param subject names the thing that has the issues, at the beginning of a sentence */
export function invalidOptions(subject: string, issues: readonly ConfigIssue[]): OidcError<'config_invalid'> {
  return new OidcError('config_invalid', renderIssues(subject, issues), { issues })
}

/** Valibot's own messages could quote a value, so a message without a code is replaced. */
function renderFound({ kind, type, message, path, input }: v.BaseIssue<unknown>, at: IssuePath): ConfigIssue {
  const [, code = 'invalid_type', expected = 'has a value of the wrong type.'] =
    /^([a-z_]+): (.+)$/su.exec(message) ?? []
  const steps = (path ?? []).map(({ key }) => key as string | number)
  return optionIssue(
    [...at, ...steps],
    code,
    kind === 'schema' ? `${expected} It is ${describe(input, type === 'string')}.` : expected,
  )
}

/**
 * A string is not quoted: it may be a secret in the wrong place. If a string is expected, a number is not quoted either, because
 * a password may have only digits.
 */
function describe(value: unknown, isText: boolean): string {
  if (typeof value === 'boolean' || (typeof value === 'number' && !isText)) return String(value)
  if (value === undefined || value === null) return 'without a value'
  if (value === '') return 'an empty string'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
