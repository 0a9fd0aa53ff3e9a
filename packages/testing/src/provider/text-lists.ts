import type { Person } from './provider-options.ts'

/** A list of texts that a person has: roles, groups, or a claim. */
export interface TextList {
  /** The way from the person to the list, e.g. `['claims', 'realm_access', 'roles']`. */
  readonly path: readonly string[]
  readonly texts: readonly string[]
}

const members = ['roles', 'groups', 'clientRoles', 'claims'] as const

/** Lists what a person can lose: the texts of roles, groups, and claims at any depth. */
export function listTexts(person: Person): readonly TextList[] {
  return members.flatMap((member) => listBelow([member], person[member]))
}

function listBelow(path: readonly string[], value: unknown): TextList[] {
  if (isTextList(value)) return [{ path, texts: value }]
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, below]) => listBelow([...path, name], below))
}

/** Identifies a text among all that a person has. */
export function identifyText({ path }: TextList, text: string): string {
  return JSON.stringify([...path, text])
}

/** Copies a person without the texts of these ids. */
export function withoutTexts(person: Person, ids: ReadonlySet<string>): Person {
  const copies = members
    .filter((member) => person[member] !== undefined)
    .map((member) => [member, copyBelow([member], person[member], ids)] as const)
  return { ...person, ...Object.fromEntries(copies) }
}

function copyBelow(path: readonly string[], value: unknown, ids: ReadonlySet<string>): unknown {
  if (isTextList(value)) return value.filter((text) => !ids.has(identifyText({ path, texts: value }, text)))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, below]) => [name, copyBelow([...path, name], below, ids)]),
  )
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
