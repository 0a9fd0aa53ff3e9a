import { subjectOf } from './account-claims.ts'
import type { People, Person } from './provider-options.ts'
import { identifyText, listTexts, withoutTexts } from './text-lists.ts'

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
  /** Returns a person as `set`, and the ids of the texts that were taken away since then. */
  findGiven(key: string): GivenPerson
  /** Takes a text of a person's lists away, or gives it back. False: there is no such person, or no such text. */
  move(key: string, id: string, to: 'taken' | 'given'): boolean
}

export interface GivenPerson {
  readonly person: Person
  readonly taken: ReadonlySet<string>
}

/** @param complete adds what the preset gives to a person */
export function createPeopleRegistry(
  people: People,
  complete: (key: string, person: Person) => Person,
): PeopleRegistry {
  const enabled: Record<string, Person> = {}
  const disabled: Record<string, Person> = {}
  const given = new Map<string, GivenPerson>()
  const find = (key: string): Person => {
    const person = [enabled, disabled].find((each) => Object.hasOwn(each, key))?.[key]
    if (person === undefined) throw new TypeError(`there is no person ${key}`)
    return person
  }
  const swap = (key: string, to: Record<string, Person>, from: Record<string, Person>): void => {
    to[key] = find(key)
    Reflect.deleteProperty(from, key)
  }
  const write = (key: string, { person, taken }: GivenPerson): void => {
    const place = Object.hasOwn(disabled, key) ? disabled : enabled
    place[key] = complete(key, withoutTexts(person, taken))
    given.set(key, { person, taken })
  }
  const set = (key: string, person: Person): void => write(key, { person, taken: new Set() })
  const findGiven = (key: string): GivenPerson => given.get(key) ?? { person: find(key), taken: new Set() }
  for (const [key, person] of Object.entries(people)) set(key, person)
  return {
    enabled,
    set,
    disable: (key) => swap(key, disabled, enabled),
    enable: (key) => swap(key, enabled, disabled),
    findSubject: (key) => subjectOf(key, find(key)),
    findGiven,
    move(key, id, to) {
      const before = given.get(key)
      const ids =
        before &&
        listTexts(before.person).flatMap((list) => list.texts.map((text) => identifyText(list, text)))
      if (before === undefined || ids?.includes(id) !== true) return false
      const taken = new Set(before.taken)
      if (to === 'taken') taken.add(id)
      else taken.delete(id)
      write(key, { ...before, taken })
      return true
    },
  }
}
