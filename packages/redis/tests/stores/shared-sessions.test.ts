import { createUserAgent, signIn, type UserAgent } from '@x/oidc-testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RedisGroup } from '../../../../tools/stores/start-redis.mjs'
import { redisStore } from '../../src/index.ts'
import { readRedisProgram, setups, type OpenedClient } from './open-redis.ts'
import { startSharedApp, type SharedApp } from './shared-app.ts'

const ways = Object.entries(setups).flatMap(([name, { start, clients }]) =>
  Object.entries(clients).map(([client, open]) => ({ way: `${client} and ${name}`, name, start, open })),
)

describe.each(ways)('two processes with $way', ({ name, start, open }) => {
  let group: RedisGroup
  let clients: OpenedClient[]
  let app: SharedApp

  beforeAll(async () => {
    group = await start(readRedisProgram())
    clients = [await open(group), await open(group)]
    app = await startSharedApp(clients.map(({ client }) => redisStore(client)))
  })
  beforeEach(() => {
    app.choose(undefined)
    app.events.length = 0
  })
  afterAll(async () => {
    await app.close()
    await Promise.all(clients.map(({ close }) => close()))
    await group.close()
  })

  const cookiesOf = (browser: UserAgent): string =>
    browser
      .cookies(app.origin)
      .map((cookie) => cookie.cookieString())
      .join('; ')

  const textOf = async (browser: UserAgent, path: string): Promise<string> =>
    (await browser.get(`${app.origin}${path}`)).text

  it('read the same session in 50 concurrent requests', async () => {
    const [ada, bob] = [await app.openSession('ada'), await app.openSession('bob')]
    const asked = Array.from({ length: 50 }, (_, at) => (at % 5 === 0 ? 'bob' : 'ada'))
    const texts = await Promise.all(asked.map((person) => textOf(person === 'bob' ? bob : ada, '/me')))
    expect(texts).toEqual(asked.map((person) => `you are sub-of-${person}`))
  })

  it('end a session for both when one of them signs the person out', async () => {
    const [browser, other] = [await app.openSession('ada'), await app.openSession('ada')]
    const before = cookiesOf(browser)
    app.choose(0)
    await browser.submitForm(await browser.get(`${app.origin}/logout`))
    for (const process of [1, 0]) {
      app.choose(process)
      // A copy of the cookie opens nothing.
      const copy = await fetch(app.origin, { headers: { cookie: before } })
      expect(await copy.text()).toBe('hello anonymous')
      expect(await textOf(other, '/')).toBe('hello sub-of-ada')
    }
  })

  it('write neither the id of a session nor anything of the person to Redis', async () => {
    const browser = await app.openSession('ada')
    const dump = await dumpAll(group, name)
    expect(dump).toContain('oidc:session:')
    expect(dump).toContain('oidc:index:')
    const cookies = browser.cookies(app.origin).map(({ value }) => value)
    expect(cookies.length).toBeGreaterThan(0)
    for (const text of ['sub-of-ada', 'ROLE_USER', app.provider.issuerUrl, ...cookies])
      expect(dump).not.toContain(text)
  })

  it('go on after the loss of a primary: no other person is signed in, and a person who signs in again stays', async () => {
    const people = await Promise.all(
      Array.from({ length: 10 }, async (_, at) => {
        const person = at % 2 === 0 ? 'ada' : 'bob'
        return { person, browser: await app.openSession(person) }
      }),
    )
    const [primary] = group.servers
    await primary?.stop()
    if (name === 'one server') await primary?.start()
    let signedInAgain = 0
    for (const { person, browser } of people) {
      let text = ''
      await expect
        .poll(async () => {
          const page = await browser.get(`${app.origin}/`)
          text = page.text
          return page.status
        })
        .toBe(200)
      expect(['hello anonymous', `hello sub-of-${person}`]).toContain(text)
      if (text === 'hello anonymous') signedInAgain += 1
      await expect
        .poll(async () => (await signIn(browser, `${app.origin}/me`, person)).text)
        .toBe(`you are sub-of-${person}`)
    }
    // One server writes each change to its disk before it answers, so it loses none.
    if (name === 'one server') expect(signedInAgain).toBe(0)
    console.log(`${name}: ${signedInAgain} of ${people.length} people had to sign in again`)
  })

  // The last one: sentinels may choose another primary in the meantime.
  it('answer 503 with Retry-After while Redis does not answer, and go on with the next request', async () => {
    const browser = await app.openSession('ada')
    const before = cookiesOf(browser)
    for (const { pause } of group.servers) pause()
    try {
      for (const path of ['/', '/me']) {
        const page = await browser.get(`${app.origin}${path}`)
        expect([path, page.status, page.headers.get('retry-after')]).toEqual([path, 503, '10'])
        expect(page.text).not.toMatch(/anonymous|sub-of-ada/u)
        expect(page.headers.getSetCookie()).toEqual([])
      }
      expect(cookiesOf(browser)).toBe(before)
      expect(app.events.filter(({ code }) => code === 'session_store_unavailable').length).toBeGreaterThan(0)
      // A request without a session needs no store.
      expect(await textOf(createUserAgent(), '/')).toBe('hello anonymous')
    } finally {
      for (const { resume } of group.servers) resume()
    }
    await expect.poll(() => textOf(browser, '/me')).toBe('you are sub-of-ada')
  })
})

/** Everything that the servers keep. Sentinels keep nothing of the application. */
async function dumpAll({ servers }: RedisGroup, name: string): Promise<string> {
  const texts: string[] = []
  for (const { ask } of name === 'sentinels' ? servers.slice(0, 1) : servers) {
    const keys = (await ask('KEYS', '*')).split('\r\n').filter((line) => line.startsWith('oidc:'))
    for (const key of keys) {
      texts.push(key)
      texts.push(key.startsWith('oidc:index:') ? await ask('ZRANGE', key, '0', '-1') : await ask('GET', key))
    }
  }
  return texts.join('\n')
}
