import assert from 'node:assert/strict'
import type { StoredSession } from '@x/oidc-engine'
import type { Fault } from './fault.ts'
import { atSession, bothGoOn, hangAt, openPage, signIn } from './parts.ts'
import { makeDue } from './token-endpoint-faults.ts'
import type { World } from './world.ts'

function refuse(...operations: readonly string[]) {
  return ({ store }: World): void => {
    store.before = (operation) => {
      if (operations.includes(operation)) throw new Error('the database is down')
    }
  }
}

/** The store takes the operation, and does not answer before the timeout of the application. */
function hang(operation: string) {
  return (world: World): void => {
    world.store.before = (asked) => {
      if (asked !== operation) return undefined
      setTimeout(() => void world.runOut(), 5)
      return new Promise(() => undefined)
    }
  }
}

const repair = ({ store }: World): void => {
  store.before = undefined
  store.misread = undefined
}

const down: readonly Fault[] = [
  atSession({
    name: 'The store is down for everything',
    begin: refuse('read', 'create', 'replace', 'delete', 'deleteAll'),
    end: repair,
    status: 503,
  }),
  atSession({ name: 'The store cannot be read', begin: refuse('read'), end: repair, status: 503 }),
  atSession({ name: 'The store does not answer a read', begin: hang('read'), end: repair, status: 503 }),
  atSession({
    name: 'The store is down at a sign-in',
    begin: refuse('create'),
    end: repair,
    act: signIn,
    status: 503,
    during: bothGoOn,
    next: signIn,
    nextStatus: 303,
    over: 'At the next sign-in.',
  }),
  atSession({
    name: 'The store does not answer a write at a sign-in',
    begin: hang('create'),
    end: repair,
    act: signIn,
    status: 503,
    during: bothGoOn,
    next: signIn,
    nextStatus: 303,
    over: 'At the next sign-in.',
  }),
  atSession({
    name: 'The idle deadline cannot be written',
    begin(world) {
      world.now += 850
      refuse('replace')(world)
    },
    end: repair,
    settings: { sessions: 'store', idleSeconds: 8000 },
  }),
  atSession({
    name: 'The store cannot delete at a sign-out',
    begin: refuse('delete'),
    end: repair,
    act: (world) => world.post('ada', '/logout'),
    status: 503,
    during: { ada: 'sign-in', grace: 'page' },
    next: signIn,
    nextStatus: 303,
    sees: 'A page that says that sessions cannot be looked up. The browser has the session no longer.',
    over: 'At the next sign-in.',
  }),
  atSession({
    name: 'A refreshed session cannot be written',
    begin(world) {
      makeDue(world)
      let claims = 0
      world.store.before = (operation) => {
        // The first two claim the refreshes of the two people.
        if (operation === 'replace' && (claims += 1) > 2) throw new Error('the database is down')
      }
    },
    end(world) {
      repair(world)
      world.now += 4
    },
    also: ({ sent }) => assert.equal(new Set(sent).size, sent.length, 'a refresh token was sent twice'),
  }),
]

/** What the store lost or mixed up, and which sessions cannot be saved. */
const wrong: readonly Fault[] = [
  atSession({
    name: 'The store loses all sessions (eviction under pressure)',
    async begin(world) {
      const read = world.store.before
      const keys = new Set<string>()
      world.store.before = (operation, key) => operation === 'read' && keys.add(key)
      for (const name of ['ada', 'grace'] as const) await world.visit(name, '/me')
      world.store.before = read
      for (const key of keys) await world.store.delete(key)
    },
    end: repair,
    status: 302,
    during: { ada: 'sign-in', grace: 'sign-in' },
    next: signIn,
    nextStatus: 303,
    lost: { grace: 'The store has the session no longer.' },
    sees: 'A sign-in begins, and returns to the page.',
    over: 'At the next sign-in.',
  }),
  atSession({
    name: 'The store acknowledges the write of a sign-in and loses it',
    async begin(world) {
      const keys: string[] = []
      world.store.before = (operation, key) => operation === 'create' && keys.push(key)
      assert.equal((await world.signIn('ada')).status, 303)
      for (const key of keys) await world.store.delete(key)
    },
    end(world) {
      repair(world)
      // It lives for ten seconds, and would end the third sign-in with a page about cookies.
      const { cookies } = world.browsers.ada
      for (const name of cookies.keys()) if (name.endsWith('-try')) cookies.delete(name)
    },
    status: 302,
    during: { ada: 'sign-in', grace: 'page' },
    next: signIn,
    nextStatus: 303,
    sees: 'A sign-in begins, and returns to the page.',
    over: 'At the next sign-in.',
  }),
  atSession({
    name: 'A replica answers with an older version of a session',
    begin({ store }) {
      const first = new Map<number, unknown>()
      store.misread = (found) => {
        const entry = found as StoredSession | undefined
        if (entry === undefined) return found
        const older = first.get(entry.data.length) ?? found
        first.set(entry.data.length, older)
        return older
      }
    },
    end: repair,
  }),
  atSession({
    name: "The store answers with another person's entry (key collision)",
    async begin(world) {
      let entry: unknown
      world.store.misread = (found) => (entry = found)
      await world.visit('grace', '/me')
      world.store.misread = () => entry
    },
    end: repair,
    status: 302,
    during: { ada: 'sign-in', grace: 'page' },
    sees: 'A sign-in begins. An entry of another session does not open.',
  }),
  ...(
    [
      ['a text', 'nothing that fits'],
      ['null', null],
      ['an entry without data', { version: 0, expiresAt: 9_999_999_999, indexes: [], lockedUntil: 0 }],
    ] as const
  ).map(([name, value]) =>
    atSession({
      name: `The store answers with ${name}`,
      begin: ({ store }) => {
        store.misread = () => value
      },
      end: repair,
      status: 503,
    }),
  ),
  atSession({
    name: 'The store tears a part of the data off',
    begin: ({ store }) => {
      store.misread = (found) => {
        const entry = found as StoredSession
        return { ...entry, data: entry.data.slice(0, -20) }
      }
    },
    end: repair,
    status: 302,
    during: { ada: 'sign-in', grace: 'sign-in' },
    sees: 'A sign-in begins. The entry does not open.',
  }),
  atSession({
    name: 'The provider hangs at a refresh while the store is down',
    begin(world) {
      makeDue(world)
      world.provider.twist(hangAt(world, '/token'))
      refuse('replace')(world)
    },
    end(world) {
      world.provider.behave()
      repair(world)
      world.now += 11
    },
    act: openPage,
  }),
]

export const storeFaults: readonly Fault[] = [...down, ...wrong]
