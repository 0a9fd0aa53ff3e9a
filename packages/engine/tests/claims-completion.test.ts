import type { CompleteClaims, IncompleteSignIn } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { createManualTimers } from './manual-timers.ts'
import { startApp } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

type Resolve = (signIn: IncompleteSignIn) => unknown

let resolve: Resolve = () => undefined
let calls = 0
const reached: string[] = []

/** Answers instead of the hosts that a resolver may reach. */
function answerAs(url: URL): Response {
  reached.push(url.href)
  if (url.pathname === '/redirect') return Response.redirect('https://other.example.com/', 302)
  if (url.pathname === '/large') return new Response('x'.repeat(1_100_000))
  return Response.json(['staff'])
}

const completeClaims: CompleteClaims = Object.assign(
  async (signIn: IncompleteSignIn) => {
    calls += 1
    return (await resolve(signIn)) as Readonly<Record<string, string[]>>
  },
  { hosts: ['groups.example.com'] },
)

const timers = createManualTimers()

const fixture = useSignInFixture({
  startTimer: timers.startTimer,
  options: {
    completeClaims,
    fetch: async (url, init) => {
      const address = new URL(url)
      return address.hostname.endsWith('.example.com') ? answerAs(address) : fetch(url, init)
    },
  },
  provider: {
    security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] }, defaultRoles: ['ROLE_USER'] },
  },
})

async function signInWith(claims: Readonly<Record<string, unknown>>, answer: Resolve) {
  fixture.provider.setClaims({ sub: 'ada', ...claims })
  resolve = answer
  calls = 0
  reached.length = 0
  const before = fixture.app.events.length
  const page = await fixture.openBrowser().get(`${fixture.app.origin}/me`)
  return { page, events: fixture.app.events.slice(before) }
}

const overage = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'https://evil.test/' } },
}

describe('a resolver of incomplete claims that fails', () => {
  it.each<[string, Resolve, string]>([
    [
      'throws',
      () => {
        throw new Error('canary')
      },
      'completeClaims failed',
    ],
    ['rejects', () => Promise.reject(new Error('canary')), 'completeClaims failed'],
    ['gives null', () => null, 'completeClaims failed'],
    ['gives text', () => 'canary', 'completeClaims failed'],
    ['gives a list', () => [{ groups: ['staff'] }], 'completeClaims failed'],
    ['gives a function', () => () => ({ groups: ['staff'] }), 'completeClaims failed'],
    [
      'gives an object that cannot be read',
      () => ({
        get groups() {
          throw new Error('canary')
        },
      }),
      'completeClaims failed',
    ],
    ['never answers', () => timers.hangFor(10), 'no answer within 10 seconds'],
  ])('(%s) is 503 and no session, and nothing foreign is said', async (_, answer, why) => {
    const { page, events } = await signInWith(overage, answer)
    expect(page.status).toBe(503)
    expect(page.text).toContain('claims_completion_failed')
    expect(page.text).toContain('/oauth2/authorization/main?returnTo=%2Fme')
    expect(events).toMatchObject([{ level: 'error', code: 'claims_completion_failed', detail: { why } }])
    expect(JSON.stringify(events) + page.text).not.toContain('canary')
  })

  it.each([
    ['another host', 'https://other.example.com/'],
    ['a host that begins like it', 'https://groups.example.com.other.example.com/'],
    ['another port', 'https://groups.example.com:8443/'],
    ['http', 'http://groups.example.com/'],
    ['a user in the address', 'https://user@groups.example.com/'],
    ['no address', 'groups'],
  ])('because it asks for %s reaches nothing', async (_, url) => {
    const { page } = await signInWith(overage, ({ fetch }) => fetch(url))
    expect(page.status).toBe(503)
    expect(reached).toEqual([])
  })

  it.each(['/redirect', '/large'])('because of the answer of %s is 503', async (path) => {
    const { page } = await signInWith(overage, ({ fetch }) => fetch(`https://groups.example.com${path}`))
    expect(page.status).toBe(503)
    expect(reached).toEqual([`https://groups.example.com${path}`])
  })
})

describe('claims that stay incomplete', () => {
  it.each<[string, Resolve]>([
    ['undefined', () => undefined],
    ['nothing of the claim', () => ({})],
    ['another claim', () => ({ roles: ['staff'] })],
    ['null for the claim', () => ({ groups: null })],
  ])('with %s deny as ever, and no default role is given', async (_, answer) => {
    const { page, events } = await signInWith(overage, answer)
    expect(page.status).toBe(403)
    expect(page.text).toContain('claims_incomplete')
    expect(events).toMatchObject([{ code: 'access_denied', detail: { reason: 'claims_incomplete' } }])
    expect(calls).toBe(1)
  })
})

describe('a resolver of incomplete claims', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['_claim_names', overage],
    ['_claim_sources', { groups: 'src1', _claim_sources: { src1: {} } }],
    ['hasgroups', { hasgroups: true }],
    ['groups:src1', { 'groups:src1': {} }],
    ['a value beside the sign', { ...overage, groups: ['admins'] }],
  ])('completes what %s says is missing', async (_, claims) => {
    const { page } = await signInWith(claims, () => ({ groups: ['staff'] }))
    expect(page.text).toBe('/me of ada: ROLE_USER')
  })

  it('is told who signs in, and reaches the hosts that are listed', async () => {
    const seen: IncompleteSignIn[] = []
    const { page } = await signInWith(overage, async (signIn) => {
      seen.push(signIn)
      const answer = await signIn.fetch('https://groups.example.com/of/ada')
      return { groups: (await answer.json()) as string[] }
    })
    expect(page.text).toBe('/me of ada: ROLE_USER')
    expect(seen[0]).toMatchObject({
      providerId: 'main',
      issuer: fixture.provider.issuerUrl,
      claims: { sub: 'ada' },
    })
    expect(seen[0]?.accessToken).not.toBe('')
  })

  it('cannot change who the person is', async () => {
    const { page } = await signInWith(overage, ({ claims }) => {
      Object.assign(claims, { sub: 'eve' })
      return { sub: 'eve', groups: ['staff'] }
    })
    expect(page.text).toBe('/me of ada: ROLE_USER')
  })

  it('is not asked where nothing is incomplete', async () => {
    await signInWith({ groups: ['staff'] }, () => ({ groups: ['admins'] }))
    expect(calls).toBe(0)
  })

  it('is not called for a person who is denied anyway', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: { nameClaim: 'nickname' },
      options: { completeClaims },
    })
    try {
      fixture.provider.setClaims({ sub: 'ada', ...overage })
      calls = 0
      const page = await fixture.openBrowser().get(`${app.origin}/me`)
      expect(page.text).toContain('name_missing')
      expect(calls).toBe(0)
    } finally {
      await app.close()
    }
  })

  it('of a provider takes the place of the shared one, and lifts truncatesAt', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: {
        rolesClaims: [{ path: 'groups', truncatesAt: 2 }],
        completeClaims: () => ({ groups: ['a', 'b', 'staff'] }),
      },
      options: { completeClaims: () => ({ groups: ['guests'] }) },
    })
    try {
      fixture.provider.setClaims({ sub: 'ada', groups: ['a', 'b'] })
      expect((await fixture.openBrowser().get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
    } finally {
      await app.close()
    }
  })

  it('gives lists, also for a rule that reads text', async () => {
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: {
        rolesClaims: [{ path: 'groups', parse: 'bracketed', truncatesAt: 2 }],
        completeClaims: () => ({ groups: ['a', 'staff'] }),
      },
    })
    try {
      fixture.provider.setClaims({ sub: 'ada', groups: '[a, b]' })
      expect((await fixture.openBrowser().get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
    } finally {
      await app.close()
    }
  })

  it.each([undefined, 'idToken'] as const)(
    'gives lists for every rule that reads the claim (%s): a group named like a list is one group',
    async (from) => {
      const app = await startApp({
        issuerUrl: fixture.provider.issuerUrl,
        now: () => fixture.now,
        provider: {
          rolesClaims: [
            { path: 'groups', truncatesAt: 2 },
            { path: 'groups', parse: 'json', from },
          ],
          completeClaims: () => ({ groups: ['a', '["admins"]', 'staff'] }),
        },
      })
      try {
        fixture.provider.setClaims({ sub: 'ada', groups: ['a', 'b'] })
        expect((await fixture.openBrowser().get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
      } finally {
        await app.close()
      }
    },
  )

  it.each([{ options: { completeClaims: 'no' } }, { provider: { completeClaims: {} } }])(
    'must be a function: %j',
    async (options) => {
      const issuerUrl = fixture.provider.issuerUrl
      await expect(startApp({ issuerUrl, ...(options as object) })).rejects.toThrow('completeClaims must be')
    },
  )
})

it('is named by the explanation as the source of the claims that it returned', async () => {
  // The role that the completed groups give is not one of `requiredRoles`.
  const { page, events } = await signInWith(overage, () => ({ groups: ['admins'] }))
  expect(page.text).toContain('role_missing')
  const { explanation } = events.find(({ code }) => code === 'access_denied') ?? {}
  expect(explanation).toContain('- "groups" in what completeClaims returned: found, 1 role key')
})
