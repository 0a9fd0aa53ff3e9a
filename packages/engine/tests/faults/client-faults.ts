import assert from 'node:assert/strict'
import { createSealer } from '../../src/crypto/seal.ts'
import type { Fault } from './fault.ts'
import { atSession, bothGoOn, duringCallback, openLogin, openPage, signIn, startFresh } from './parts.ts'
import { makeDue } from './token-endpoint-faults.ts'
import { baseUrl, names, type Answer, type World } from './world.ts'
import { sessionSecret } from '../start-app.ts'

const sessionName = /^oidc-[\da-f]{8}$/u

function findSession({ browsers: { ada } }: World): readonly [string, string] {
  const found = [...ada.cookies].find(([name]) => sessionName.test(name))
  assert.ok(found, 'Ada has no session cookie')
  return found
}

/** Sends a request whose cookies are changed, and the browser keeps its own. */
function withCookies(change: (cookies: Map<string, string>, world: World) => void, act = openPage) {
  return async (world: World): Promise<Answer> => {
    const { cookies } = world.browsers.ada
    const own = new Map(cookies)
    change(cookies, world)
    const answer = await act(world)
    cookies.clear()
    for (const [name, value] of own) cookies.set(name, value)
    return answer
  }
}

const calm = { settings: { sessions: 'cookies' }, begin: () => undefined, end: () => undefined } as const
const lostCookie = { status: 302, sees: 'A sign-in begins, and returns to the page.' }

const cookies: readonly Fault[] = [
  atSession({
    name: 'Any character of the session cookie is flipped',
    ...{ ...calm, ...lostCookie },
    async act(world) {
      const [name, value] = findSession(world)
      let answer: Answer | undefined
      for (let at = 0; at < value.length; at += 7) {
        const other = value[at] === 'A' ? 'B' : 'A'
        const flipped = value.slice(0, at) + other + value.slice(at + 1)
        answer = await withCookies((all) => all.set(name, flipped))(world)
        assert.equal(answer.status, 302, `the character ${at}`)
      }
      assert.ok(answer)
      return answer
    },
  }),
  ...(
    [
      ['begins with a count of chunks that is wrong', (value: string) => `3.${value}`],
      ['is cut off', (value: string) => value.slice(0, -9)],
      ['is empty', () => ''],
      ['is 16 KB long', (value: string) => value + 'x'.repeat(16_000)],
    ] as const
  ).map(([name, change]) =>
    atSession({
      name: `The session cookie ${name}`,
      ...{ ...calm, ...lostCookie },
      act: withCookies((all, world) => {
        const [cookie, value] = findSession(world)
        all.set(cookie, change(value))
      }),
    }),
  ),
  atSession({
    name: 'A chunk that no session has is planted',
    ...calm,
    act: withCookies((all, world) => all.set(`${findSession(world)[0]}.1`, 'planted')),
  }),
  atSession({
    name: 'The browser sends 100 other cookies',
    ...calm,
    act: withCookies((all) => {
      for (let count = 0; count < 100; count += 1) all.set(`other-${count}`, 'x'.repeat(20))
    }),
  }),
]

const ways: readonly Fault[] = [
  atSession({
    name: 'A callback comes twice, as by a reload or the back button',
    ...calm,
    async act(world) {
      const callback = await world.obtainCallback('ada')
      assert.equal((await world.visit('ada', callback)).status, 303)
      return world.visit('ada', callback)
    },
    status: 303,
  }),
  atSession({
    name: "A callback of Grace is opened in Ada's browser",
    ...calm,
    async act(world) {
      const callback = await world.obtainCallback('grace')
      return withCookies(
        () => undefined,
        () => world.visit('ada', callback),
      )(world)
    },
    status: 303,
    sees: 'Nothing: the session stays that of Ada.',
  }),
  atSession({
    name: 'A callback is aborted: the browser drops its answer, and loads it again',
    ...calm,
    async act(world) {
      const callback = await world.obtainCallback('ada')
      const { cookies: jar } = world.browsers.ada
      const before = new Map(jar)
      await world.visit('ada', callback)
      jar.clear()
      for (const [name, value] of before) jar.set(name, value)
      return world.visit('ada', callback)
    },
    status: 303,
  }),
  ...[2, 10].map((tabs) =>
    atSession({
      name: `${tabs} tabs sign in at once`,
      ...calm,
      async act(world) {
        const callbacks: string[] = []
        for (let tab = 0; tab < tabs; tab += 1) callbacks.push(await world.obtainCallback('ada'))
        const answers: Answer[] = []
        for (const callback of callbacks) answers.push(await world.visit('ada', callback))
        assert.deepEqual(
          [...new Set(answers.map(({ headers }) => headers.get('location')))],
          [`${baseUrl}/me`],
        )
        return answers[0] as Answer
      },
      status: 303,
    }),
  ),
  atSession({
    name: 'A browser prefetches the sign-in',
    ...calm,
    act: (world) => world.visit('ada', '/oauth2/authorization/main', { 'sec-purpose': 'prefetch' }),
    status: 503,
    retryAfter: null,
    during: bothGoOn,
    next: openLogin,
    nextStatus: 302,
    sees: 'Nothing: a prefetch begins no sign-in.',
  }),
  atSession({
    name: 'A double click on the sign-in',
    ...calm,
    async act(world) {
      const [, second] = await Promise.all([openLogin(world), openLogin(world)])
      return second
    },
    status: 302,
    next: signIn,
    nextStatus: 303,
  }),
  atSession({
    name: 'A double click on the sign-out',
    ...calm,
    async act(world) {
      const [, second] = await Promise.all([world.post('ada', '/logout'), world.post('ada', '/logout')])
      return second
    },
    status: 303,
    during: { ada: 'sign-in', grace: 'page' },
    next: signIn,
    nextStatus: 303,
    sees: 'The person is signed out once.',
  }),
  ...(['logout during refresh', 'refresh during logout'] as const).map((order) =>
    atSession({
      name: order === 'logout during refresh' ? 'A sign-out during a refresh' : 'A refresh during a sign-out',
      settings: { sessions: 'store' },
      begin: makeDue,
      end: () => undefined,
      async act(world) {
        const both = [() => openPage(world), () => world.post('ada', '/logout')]
        if (order !== 'logout during refresh') both.reverse()
        const answers = await Promise.all(both.map((send) => send()))
        return answers[order === 'logout during refresh' ? 1 : 0] as Answer
      },
      status: 303,
      during: { ada: 'sign-in', grace: 'page' },
      next: signIn,
      nextStatus: 303,
      sees: 'The person is signed out for good.',
      also: ({ sent }) => assert.ok(sent.length <= 2, `refreshes: ${sent.length}`),
    }),
  ),
]

const another = 'another secret of more than thirty-two bytes, for a deploy'

/** What the session cookie was before a newer version wrote it. */
const earlier = new WeakMap<World, string>()
const openSealer = () => createSealer([sessionSecret], { audience: baseUrl })

async function writeLaterFormat(world: World): Promise<void> {
  const [name, value] = findSession(world)
  const payload: unknown = await openSealer().unseal('session', name, value)
  assert.ok(typeof payload === 'object' && payload !== null, 'the session does not open')
  earlier.set(world, value)
  const later = await openSealer().seal('session', name, { ...payload, v: 3, later: true })
  world.browsers.ada.cookies.set(name, later)
}

/** The cookie has to be there still: a process with the newer version goes on with it. */
function readLaterFormat(world: World): void {
  const [name] = findSession(world)
  world.browsers.ada.cookies.set(name, earlier.get(world) ?? '')
}

const deploys: readonly Fault[] = [
  atSession({
    name: 'A rolling deploy adds a new secret in front: the old process has a session of the new one',
    settings: { sessions: 'cookies' },
    begin(world) {
      world.engine = world.startProcess([sessionSecret, another])
    },
    end(world) {
      world.engine = world.startProcess([another, sessionSecret])
    },
  }),
  atSession({
    name: 'A process with another secret answers meanwhile, and deletes nothing',
    settings: { sessions: 'cookies' },
    begin(world) {
      world.engine = world.startProcess([another])
    },
    end: startFresh,
    during: { ada: 'sign-in', grace: 'sign-in' },
    ...lostCookie,
    over: 'At the next request to a process that has the secret.',
  }),
  atSession({
    name: 'A newer version of the library has written the session, and this one cannot read it',
    settings: { sessions: 'cookies' },
    begin: writeLaterFormat,
    end: readLaterFormat,
    during: { ada: 'sign-in', grace: 'page' },
    ...lostCookie,
    over: 'At the next request to a process with the newer version.',
  }),
  atSession({
    name: 'A process restarts in the middle of a sign-in',
    ...calm,
    act: duringCallback(startFresh),
    status: 303,
  }),
  atSession({
    name: 'Four processes answer in turn, with a store, while roles are due',
    settings: { sessions: 'store' },
    begin: makeDue,
    async act(world) {
      let answer = await openPage(world)
      for (let process = 0; process < 3; process += 1) {
        startFresh(world)
        for (const name of names) answer = await world.visit(name, '/me')
      }
      return answer
    },
    also: ({ sent }) => assert.equal(new Set(sent).size, sent.length, 'a refresh token was sent twice'),
  }),
]

export const clientFaults: readonly Fault[] = [...cookies, ...ways, ...deploys]
