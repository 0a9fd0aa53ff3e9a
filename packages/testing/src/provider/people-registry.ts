import { subjectOf } from './account-claims.ts'
import type { People, Person } from './provider-options.ts'

/** The people of one embedded provider. */
export interface PeopleRegistry {
  /** The people who can sign in. The object stays the same, and changes. */
  readonly enabled: People
  /** Adds a person, or replaces their claims. A disabled person stays disabled. */
  set(key: string, person: Person): void
  disable(key: string): void
  enable(key: string): void
  /** Returns the subject of a person, disabled or not. */
  findSubject(key: string): string
}

/** @param complete adds what the preset gives to a person */
export function createPeopleRegistry(
  people: People,
  complete: (key: string, person: Person) => Person,
): PeopleRegistry {
  const enabled: Record<string, Person> = {}
  const disabled: Record<string, Person> = {}
  const find = (key: string): Person => {
    const person = [enabled, disabled].find((each) => Object.hasOwn(each, key))?.[key]
    if (person === undefined) throw new TypeError(`there is no person ${key}`)
    return person
  }
  const move = (key: string, to: Record<string, Person>, from: Record<string, Person>): void => {
    to[key] = find(key)
    Reflect.deleteProperty(from, key)
  }
  for (const [key, person] of Object.entries(people)) enabled[key] = complete(key, person)
  return {
    enabled,
    set: (key, person) => {
      const place = Object.hasOwn(disabled, key) ? disabled : enabled
      place[key] = complete(key, person)
    },
    disable: (key) => move(key, disabled, enabled),
    enable: (key) => move(key, enabled, disabled),
    findSubject: (key) => subjectOf(key, find(key)),
  }
}
