import type { IssueList, IssueMessage, IssuePath } from './issues.ts'
import type { RoleTable } from './oidc-options.ts'
import { describeKind, parseText, parseTexts, readItems, readMembers } from './read-values.ts'

/** The message for a key without a value. */
export const unset = 'has no value: is its environment variable set? Set it'

/** Joins texts for a sentence, e.g. `'a', 'b' or 'c'`. */
export function listAlternatives(texts: readonly string[]): string {
  return [texts.slice(0, -1).join(', '), ...texts.slice(-1)].filter((text) => text !== '').join(' or ')
}

/** Whether a value is undefined or empty, as the value of an environment variable that is not set. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/**
 * Reads the known members of one untrusted object. It reports each error and continues with a replacement value, so that one
 * error does not hide the next.
 */
export class ObjectReader {
  readonly path: IssuePath
  readonly issues: IssueList
  readonly #members: ReadonlyMap<string, unknown>

  constructor(value: unknown, path: IssuePath, issues: IssueList, known: readonly string[]) {
    this.path = path
    this.issues = issues
    const reportUnknown = (place: IssuePath, message: IssueMessage): void => {
      issues.error(place, 'unknown_key', message)
    }
    this.#members = readMembers(value, path, issues, {
      known: { keys: known, places: issues.places, reportUnknown },
    })
  }

  /** Whether the key is present, even if its value is undefined. */
  has(key: string): boolean {
    return this.#members.has(key)
  }

  value(key: string): unknown {
    return this.#members.get(key)
  }

  error(key: string, code: string, message: string): void {
    this.issues.error([...this.path, key], code, message)
  }

  warn(key: string, code: string, message: string): void {
    this.issues.warn([...this.path, key], code, message)
  }

  /** An optional object. */
  object(key: string, known: readonly string[]): ObjectReader {
    const value = this.value(key)
    return new ObjectReader(
      value === undefined ? Object.create(null) : value,
      [...this.path, key],
      this.issues,
      known,
    )
  }

  /** A required string. */
  required(key: string): string {
    if (isUnset(this.value(key))) {
      this.error(key, 'missing', this.has(key) ? `${unset}.` : 'is missing.')
      return ''
    }
    return this.text(key) ?? ''
  }

  /** An optional string. A key without a value is an error. */
  secret(key: string, alternative: string): string | undefined {
    if (this.has(key) && isUnset(this.value(key))) {
      this.error(key, 'missing', `${unset}, or ${alternative}.`)
      return undefined
    }
    return this.text(key)
  }

  text(key: string): string | undefined {
    const value = this.value(key)
    return value === undefined ? undefined : parseText(value, [...this.path, key], this.issues)
  }

  flag(key: string, fallback = false): boolean {
    const value = this.value(key) ?? fallback
    if (typeof value !== 'boolean')
      this.error(key, 'invalid_type', `must be true or false. ${describeKind(value)}`)
    return value === true
  }

  /** An optional function of the engine. Core does not call it. */
  checkFunction(key: string): void {
    const value = this.value(key)
    if (typeof value !== 'function' && value !== undefined)
      this.error(key, 'invalid_type', `must be a function. ${describeKind(value)}`)
  }

  integer(key: string, least: number, most: number): number | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    const came = typeof value === 'number' ? `It is ${value}.` : describeKind(value)
    this.error(key, 'out_of_range', `must be a whole number from ${least} to ${most}. ${came}`)
    return undefined
  }

  choice<Choice extends string>(key: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.value(key)
    const choice = choices.find((candidate) => candidate === value)
    if (value !== undefined && choice === undefined) {
      const named = listAlternatives(choices.map((candidate) => `'${candidate}'`))
      const came = typeof value === 'string' ? '' : ` ${describeKind(value)}`
      this.error(key, 'invalid_value', `must be ${named}.${came}`)
    }
    return choice
  }

  list(key: string): readonly unknown[] {
    const value = this.value(key)
    return value === undefined ? [] : readItems(value, [...this.path, key], this.issues)
  }

  texts(key: string): readonly string[] {
    const value = this.value(key)
    return value === undefined ? [] : parseTexts(value, [...this.path, key], this.issues)
  }

  table(key: string): RoleTable {
    const value = this.value(key)
    if (value === undefined) return {}
    const expected = 'must be an object whose values are lists of roles.'
    const members = readMembers(value, [...this.path, key], this.issues, { expected })
    const entries = [...members].map(([name, roles]) => {
      const path = [...this.path, key, name]
      if (name === '') this.issues.error(path, 'empty', 'must not be an empty key.')
      return [name, parseTexts(roles, path, this.issues)] as const
    })
    // Unlike an assignment, this creates an own member even for the key `__proto__`.
    return Object.fromEntries(entries)
  }
}
