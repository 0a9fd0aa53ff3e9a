import type { ClaimRef } from '@x/oidc-core'
import type { JsonRecord } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine } from './start-app.ts'

const fixture = useSignInFixture()
const baseUrl = 'http://localhost:3000'
const audience = 'https://api.example.com'

const person: JsonRecord = {
  sub: 'ada-id',
  name: 'Ada Lovelace',
  preferred_username: 'ada',
  email: 'ada@example.com',
  email_verified: true,
  'https://example.com/nick': 'countess',
  profile: { nicknames: ['al'] },
  groups: ['staff'],
}

type Lookup = 'none' | 'introspection' | 'userinfo'

/** The name that the same person has in a session and behind a token. */
async function readNames(nameClaim: ClaimRef, claims: JsonRecord, lookup: Lookup) {
  const { provider } = fixture
  provider.setClaims(claims)
  const { engine } = createAppEngine(baseUrl, {
    issuerUrl: provider.issuerUrl,
    now: () => fixture.now,
    provider: { nameClaim, ...(lookup !== 'none' && { accessTokenLookup: lookup }) },
  })
  const browser = openEngineBrowser(engine)
  await browser.signIn()
  const session = (await browser.authenticate()).auth
  const token = { iss: provider.issuerUrl, aud: audience, client_id: 'mobile', jti: 'a' }
  const times = { iat: fixture.now, exp: fixture.now + 300 }
  const sent =
    lookup === 'none'
      ? await provider.signJwt({ ...claims, ...token, ...times }, { typ: 'at+jwt' })
      : provider.issueAccessToken({ ...claims, ...token, ...times })
  const request = new Request(`${baseUrl}/api`, { headers: { authorization: `Bearer ${sent}` } })
  const bearer = { audience: lookup === 'userinfo' ? 'unchecked' : audience }
  const { auth } = await engine.gate(request, { bearer })
  return {
    session: session.user?.name,
    bearer: auth?.user.name,
    subjects: [session, auth].map((each) => each?.user?.subject),
  }
}

describe.each<Lookup>(['none', 'introspection', 'userinfo'])('user.name, with the look-up %s', (lookup) => {
  it.each<[ClaimRef, string]>([
    ['sub', 'ada-id'],
    ['name', 'Ada Lovelace'],
    ['preferred_username', 'ada'],
    ['email', 'ada@example.com'],
    ['https://example.com/nick', 'countess'],
    [['profile', 'nicknames', 0], 'al'],
    [['profile', 'nicknames'], 'al'],
  ])('by %j is the same for a session and for a token that has the claim', async (nameClaim, name) => {
    expect(await readNames(nameClaim, person, lookup)).toEqual({
      session: name,
      bearer: name,
      subjects: ['ada-id', 'ada-id'],
    })
  })
})
