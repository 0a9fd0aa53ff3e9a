import { expect, it } from 'vitest'
import { frontChannelPath, isSignedIn, shareSessions, signInAs, startProcess } from '../logout-fixture.ts'
import { useSignInFixture } from '../sign-in-fixture.ts'

const fixture = useSignInFixture()

it('a flood of frames with invented sids takes no room from logouts of the provider', async () => {
  const { engine } = startProcess(
    fixture,
    shareSessions('list', () => fixture.now),
  )
  const browser = await signInAs(fixture, engine, { sid: 's1' })
  let refused = 0
  for (let at = 0; at < 40_010; at += 1) {
    const query = new URLSearchParams({ iss: fixture.provider.issuerUrl, sid: `invented ${at}` })
    const answer = await engine.handle(new Request(`https://app.example.com${frontChannelPath}?${query}`))
    if (answer?.status === 503) refused += 1
  }
  expect(refused).toBe(10)
  expect(await isSignedIn(engine, browser)).toBe(true)
  expect(await engine.endSessions({ issuer: fixture.provider.issuerUrl, sid: 's1' })).toBeUndefined()
  expect(await isSignedIn(engine, browser)).toBe(false)
})
