import assert from 'node:assert/strict'
import { began, keepCookies, lifetimes, noCookies, type SessionTrial } from './tried-browser-sessions.ts'

/** Each case needs an empty store. */
export const browserSessionsCases: readonly (readonly [
  name: string,
  run: (trial: SessionTrial) => Promise<void>,
])[] = [
  [
    'reads no session and writes no cookie for a request without cookies or with only foreign cookies',
    async ({ store }) => {
      for (const cookies of [noCookies, new Map([['theme', 'dark']])]) {
        const reading = await store.read(cookies)
        assert.deepEqual([reading.session, [...reading.setCookies]], [undefined, []])
        for (const member of ['session', 'roles', 'expiresAt'])
          assert.ok(Object.hasOwn(reading, member), member)
      }
    },
  ],
  [
    'reads the session that it created, several times',
    async (trial) => {
      const cookies = await trial.signIn(noCookies, trial.session('one', { roles: ['ROLE_USER', 'ROLE_X'] }))
      for (let at = 0; at < 3; at += 1) {
        const { session, setCookies } = await trial.store.read(cookies)
        assert.ok(session)
        assert.deepEqual([session.subject, ...session.roles], ['ada', 'ROLE_USER', 'ROLE_X'])
        assert.deepEqual([...setCookies], [])
      }
    },
  ],
  [
    'keeps the sessions of two browsers apart',
    async (trial) => {
      const ada = await trial.signIn(noCookies, trial.session('one'))
      const bob = await trial.signIn(noCookies, trial.session('two', { subject: 'bob' }))
      assert.deepEqual([await trial.idOf(ada), await trial.idOf(bob)], ['one', 'two'])
    },
  ],
  [
    'reads no session if a character of a cookie was changed',
    async (trial) => {
      const cookies = await trial.signIn(noCookies, trial.session('one'))
      for (const [name, value] of cookies) {
        const at = Math.floor(value.length / 2)
        const changed = value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1)
        assert.equal(await trial.idOf(new Map([...cookies, [name, changed]])), undefined)
      }
    },
  ],
  [
    'ends a session after the idle lifetime, not earlier',
    async (trial) => {
      const first = await trial.signIn(noCookies, trial.session('one'))
      const second = await trial.signIn(noCookies, trial.session('two'))
      trial.now = began + lifetimes.idleSeconds - 1
      // A read moves the idle deadline of this session.
      assert.equal(await trial.idOf(first), 'one')
      trial.now = began + lifetimes.idleSeconds + 1
      assert.equal(await trial.idOf(second), undefined)
    },
  ],
  [
    'extends the idle lifetime with a touch, up to the absolute lifetime',
    async (trial) => {
      const session = trial.session('one')
      let cookies = await trial.signIn(noCookies, session)
      while (trial.now < began + lifetimes.absoluteSeconds - 300) {
        trial.now += 300
        cookies = keepCookies(cookies, await trial.store.touch(session, cookies))
        assert.equal(await trial.idOf(cookies), 'one')
      }
      trial.now = began + lifetimes.absoluteSeconds + 1
      assert.equal(await trial.idOf(cookies), undefined)
    },
  ],
  [
    'leaves the cookies of a session that has expired: its response may arrive after a new sign-in',
    async (trial) => {
      const before = await trial.signIn(noCookies, trial.session('one'))
      trial.now = began + lifetimes.absoluteSeconds + 1
      const late = await trial.store.read(before)
      assert.equal(late.session, undefined)
      const after = await trial.signIn(before, trial.session('two'))
      assert.equal(await trial.idOf(keepCookies(after, late.setCookies)), 'two')
    },
  ],
  [
    'leaves the cookies of a newer session in a late response to a request with the replaced one',
    async (trial) => {
      const before = await trial.signIn(noCookies, trial.session('one'))
      const after = await trial.signIn(before, trial.session('two'))
      const late = await trial.store.read(before)
      assert.equal(await trial.idOf(keepCookies(after, late.setCookies)), 'two')
    },
  ],
  [
    'deletes the cookies of a session that it ends, valid or not',
    async (trial) => {
      for (const later of [0, lifetimes.absoluteSeconds + 1]) {
        const cookies = await trial.signIn(noCookies, trial.session(`ends-after-${later}`))
        trial.now += later
        const left = keepCookies(cookies, await trial.store.end(cookies))
        assert.deepEqual(
          [...left.keys()].filter((name) => cookies.has(name)),
          [],
        )
        assert.deepEqual([...(await trial.store.read(left)).setCookies], [])
      }
    },
  ],
  [
    'reads no session after its end, also when a late response writes its cookies again',
    async (trial) => {
      const before = await trial.signIn(noCookies, trial.session('one'))
      const after = keepCookies(before, await trial.store.end(before))
      assert.equal(await trial.idOf(after), undefined)
      assert.equal(await trial.idOf(new Map([...after, ...before])), undefined)
    },
  ],
  [
    'does not fail when it ends a session that has ended already or does not exist',
    async (trial) => {
      const before = await trial.signIn(noCookies, trial.session('one'))
      const after = keepCookies(before, await trial.store.end(before))
      assert.equal(await trial.idOf(keepCookies(after, await trial.store.end(after))), undefined)
      assert.equal(await trial.idOf(keepCookies(noCookies, await trial.store.end(noCookies))), undefined)
    },
  ],
  [
    'replaces the session of a browser that signs in again: that browser can no longer use the old one',
    async (trial) => {
      const before = await trial.signIn(noCookies, trial.session('one'))
      const after = await trial.signIn(before, trial.session('two'))
      assert.equal(await trial.idOf(after), 'two')
      assert.notEqual(await trial.idOf(new Map([...after, ...before])), 'one')
    },
  ],
  [
    'reads no session of a provider that is not configured, or that has another issuer',
    async (trial) => {
      for (const changes of [{ providerId: 'other' }, { issuer: 'https://other.example.com' }]) {
        const cookies = await trial.signIn(noCookies, trial.session(Object.keys(changes).join(), changes))
        assert.equal(await trial.idOf(cookies), undefined)
      }
    },
  ],
  [
    'reads no session when the clock returns no finite time',
    async (trial) => {
      const cookies = await trial.signIn(noCookies, trial.session('one'))
      for (const wrong of [NaN, Infinity, -Infinity]) {
        trial.now = wrong
        assert.equal(await trial.idOf(cookies), undefined)
      }
    },
  ],
  [
    'reads the same session in a hundred concurrent requests',
    async (trial) => {
      const cookies = await trial.signIn(noCookies, trial.session('one'))
      const ids = await Promise.all(Array.from({ length: 100 }, () => trial.idOf(cookies)))
      assert.deepEqual([...new Set(ids)], ['one'])
    },
  ],
]
