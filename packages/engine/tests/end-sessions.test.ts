import { describe, expect, it } from 'vitest'
import { isSignedIn, shareSessions, signInAs, startProcess } from './logout-fixture.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const fixture = useSignInFixture()

describe.each(['store', 'list'] as const)('endSessions with sessions in a %s', (sharing) => {
  it('ends all sessions of a person, or those of one session at the provider, in every process', async () => {
    const options = shareSessions(sharing, () => fixture.now)
    const [{ engine, events }, other] = [startProcess(fixture, options), startProcess(fixture, options)]
    const issuer = fixture.provider.issuerUrl
    const one = await signInAs(fixture, engine, { sid: 's1' })
    const two = await signInAs(fixture, other.engine, { sid: 's2' })
    const bob = await signInAs(fixture, other.engine, { sid: 's3', sub: 'bob' })
    const known = (count: number) => (sharing === 'store' ? count : undefined)
    expect(await engine.endSessions({ issuer, sid: 's2' })).toBe(known(1))
    expect([await isSignedIn(other.engine, one), await isSignedIn(other.engine, two)]).toEqual([true, false])
    expect(await engine.endSessions({ issuer, subject: 'ada' })).toBe(known(1))
    expect([await isSignedIn(other.engine, one), await isSignedIn(engine, bob)]).toEqual([false, true])
    expect(events.filter(({ code }) => code === 'sessions_ended').map(({ detail }) => detail)).toEqual([
      { by: 'application', count: known(1) },
      { by: 'application', count: known(1) },
    ])
    fixture.now += 1
    expect(await isSignedIn(engine, await signInAs(fixture, engine, { sid: 's1' }))).toBe(true)
  })

  it('S-10: a cookie from before a sign-out is of no use in any process', async () => {
    const options = shareSessions(sharing, () => fixture.now)
    const [{ engine }, other] = [startProcess(fixture, options), startProcess(fixture, options)]
    const browser = await signInAs(fixture, engine, { sid: 's1' })
    const second = await signInAs(fixture, engine, { sid: 's2' })
    const copy = { ...browser, cookies: new Map(browser.cookies) }
    await browser.post('/logout')
    for (const process of [engine, other.engine]) {
      expect(await isSignedIn(process, copy)).toBe(false)
      expect(await isSignedIn(process, second)).toBe(true)
    }
  })
})

describe('endSessions', () => {
  it.each<readonly [string, (issuer: string) => unknown, RegExp]>([
    ['nothing', () => undefined, /expected an object/u],
    ['no issuer', () => ({ subject: 'ada' }), /issuer is missing/u],
    ['neither subject nor sid', (at) => ({ issuer: at }), /subject and sid are missing/u],
    ['an empty subject', (at) => ({ issuer: at, subject: '' }), /subject is empty/u],
    ['a number', (at) => ({ issuer: at, sid: 5 }), /sid is of type number/u],
    [
      'inherited members',
      (at) => Object.create({ issuer: at, subject: 'ada' }) as unknown,
      /issuer is missing/u,
    ],
    [
      'an issuer with another slash',
      (at) => ({ issuer: `${at}/`, sid: 'a' }),
      /issuer is ".*", expected ".*"/u,
    ],
  ])('refuses %s with a TypeError', async (_, build, message) => {
    const { engine } = startProcess(
      fixture,
      shareSessions('store', () => fixture.now),
    )
    const error: unknown = await engine
      .endSessions(build(fixture.provider.issuerUrl) as never)
      .catch((e: unknown) => e)
    expect(error).toBeInstanceOf(TypeError)
    expect((error as TypeError).message).toMatch(message)
  })

  it('says what is missing without a store and without a list', async () => {
    const which = { issuer: fixture.provider.issuerUrl, subject: 'ada' }
    await expect(fixture.app.engine.endSessions(which)).rejects.toThrow(/session\.store, or replayStore/u)
  })
})
