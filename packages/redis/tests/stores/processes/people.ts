import type { MisbehavingProvider } from '@x/oidc-testing'
import { expect } from 'vitest'
import type { PersonAnswer } from './messages.ts'
import type { Processes } from './start-processes.ts'

/** One person, with the cookies of the browser. */
export interface Person {
  readonly subject: string
  readonly cookies: Map<string, string>
}

/** Signs people in, one after the other, at processes in turns. */
export async function signInPeople(
  processes: Processes,
  provider: MisbehavingProvider,
  count: number,
): Promise<readonly Person[]> {
  const people: Person[] = []
  for (let at = 0; at < count; at += 1) people.push(await signInPerson(processes, provider, `person-${at}`))
  return people
}

export async function signInPerson(
  processes: Processes,
  provider: MisbehavingProvider,
  subject: string,
): Promise<Person> {
  provider.setClaims({ sub: subject, name: subject, groups: [`ROLE_OF_${subject}`] })
  const cookies = await processes.signIn(subject.length)
  const { person } = await processes.ask(0, cookies)
  expect([person.status, person.subject]).toEqual(['authenticated', subject])
  return { subject, cookies }
}

/** Who a token is of, and when it was issued. */
interface Issue {
  readonly subject: string
  readonly at: number
}

/** The tokens that a provider has issued, whose refresh tokens work once. */
export interface TokenWatch {
  readonly issued: ReadonlyMap<string, Issue>
  /** Refreshes since the last `begin`, by person. */
  readonly refreshes: ReadonlyMap<string, number>
  /** Refresh tokens that were sent twice, by person; `sent` counts each time that one was sent. */
  readonly reused: number
  readonly begin: () => void
}

/** Watches the tokens of a provider, whose access tokens live for a minute. */
export function watchTokens(provider: MisbehavingProvider, now: () => number): TokenWatch {
  const issued = new Map<string, Issue>()
  const refreshes = new Map<string, number>()
  const sent = new Set<string>()
  const watch = { issued, refreshes, reused: 0, begin: () => refreshes.clear() }
  const issue = (response: Record<string, unknown>): string => {
    const [, payload = ''] = String(response['id_token']).split('.')
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { readonly sub: string }
    issued.set(String(response['access_token']), { subject: sub, at: now() })
    return sub
  }
  provider.twist({
    respond({ body, path }) {
      const token = path === '/token' ? new URLSearchParams(body).get('refresh_token') : null
      if (token === null) return undefined
      if (sent.has(token)) watch.reused += 1
      sent.add(token)
      return undefined
    },
    tokenResponse(response) {
      issue(response)
      return { ...response, expires_in: 60 }
    },
    refreshResponse(response) {
      const subject = issue(response)
      refreshes.set(subject, (refreshes.get(subject) ?? 0) + 1)
      return { ...response, expires_in: 60 }
    },
  })
  return watch
}

/** Fails if a response shows anything of another person. */
export function expectOwn({ subject }: Person, person: PersonAnswer, { issued }: TokenWatch): void {
  const owner = issued.get(person.token)?.subject
  if (person.status === 'anonymous')
    expect([person.subject, person.roles, owner]).toEqual([undefined, [], undefined])
  else expect([person.subject, ...person.roles]).toEqual([subject, `ROLE_OF_${subject}`])
  if (owner !== undefined) expect(owner).toBe(subject)
}

/** Random numbers from 0 to 1 that a seed repeats. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 8) / 2 ** 24
  }
}
