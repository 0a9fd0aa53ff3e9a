import { getRequestListener } from '@hono/node-server'
import { createOidc } from '@x/oidc-hono'
import {
  createUserAgent,
  startHttpServer,
  startMisbehavingProvider,
  type MisbehavingProvider,
} from '@x/oidc-testing'
import { Hono, type Context } from 'hono'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'

let provider: MisbehavingProvider
beforeAll(async () => {
  provider = await startMisbehavingProvider()
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterAll(async () => {
  vi.useRealTimers()
  await provider.close()
})

function create(id: string, baseUrl: string) {
  return createOidc({
    baseUrl,
    providers: [
      {
        ...{
          providerId: id,
          issuerUrl: provider.issuerUrl,
          clientId: id,
          clientSecret: `the secret of ${id}`,
        },
        rolesClaims: ['groups'],
      },
    ],
    security: { roleMapping: { [id]: ['ROLE_USER'] } },
    session: {
      ...{ secret: `the secret of ${id}, of more than thirty-two bytes`, cookieName: id },
      ...{ keep: { tokens: true, trace: true }, singleProcess: true, idleSeconds: 40_000 },
    },
    log: () => undefined,
  })
}

/** Two applications in one, and a browser. Each handler shows what both know of the caller. */
async function start() {
  const app = new Hono()
  const { origin, close } = await startHttpServer(getRequestListener((request) => app.fetch(request)))
  onTestFinished(close)
  const [staff, shop] = [create('staff', origin), create('shop', `${origin}/shop`)]
  const agent = createUserAgent()
  app.use(staff.middleware())
  app.use(shop.middleware())
  const show = async (c: Context) => {
    const call = async (oidc: typeof staff) => {
      const response = await oidc
        .fetchAs(
          c,
          provider.issuerUrl,
        )('/userinfo')
        .catch(() => undefined)
      return response === undefined ? undefined : ((await response.json()) as { sub: string }).sub
    }
    const ask = async (oidc: typeof staff) => ({
      name: oidc.auth(c).user?.name,
      trace: oidc.explain(c)?.name,
      subject: await call(oidc),
    })
    const { auth } = (c as Context<typeof staff.env>).var
    return c.json({ attached: auth.user?.name, staff: await ask(staff), shop: await ask(shop) })
  }
  app.get('/at-staff', staff.requireUser(), show)
  app.get('/at-shop', shop.requireUser(), show)
  app.get('/at-both', staff.requireUser(), shop.requireUser(), show)
  app.get('/at-neither', show)
  return {
    show: async (path: string) => {
      // The access tokens expire soon, so both are refreshed.
      vi.setSystemTime(Date.now() + 3590_000)
      const answer = await agent.get(origin + path, { followRedirects: false })
      const cookies = answer.setCookies.map((cookie) => cookie.split(/[-=]/u, 1)[0])
      const shown = (answer.status === 200 ? JSON.parse(answer.text) : answer.status) as unknown
      return { shown, cookies: [...new Set(cookies)].sort() }
    },
    signIn: async (id: 'shop' | 'staff', sub: string) => {
      provider.setClaims({ sub, groups: [id] })
      expect((await agent.get(`${origin}/at-${id}`)).status).toBe(200)
    },
  }
}

const ada = { name: 'ada', trace: 'ada', subject: 'ada' }
const bob = { name: 'bob', trace: 'bob', subject: 'bob' }

it('gives each of two applications its own person, token and cookies', async () => {
  const { show, signIn } = await start()
  await signIn('staff', 'ada')
  const isolated = { shown: { attached: 'ada', staff: ada, shop: {} }, cookies: ['staff'] }
  expect(await show('/at-staff')).toEqual(isolated)
  expect((await show('/at-shop')).shown).toBe(302)
  await signIn('shop', 'bob')
  const cookies = ['shop', 'staff']
  expect(await show('/at-staff')).toEqual({ shown: { attached: 'ada', staff: ada, shop: bob }, cookies })
  expect(await show('/at-shop')).toEqual({ shown: { attached: 'bob', staff: ada, shop: bob }, cookies })
  expect(await show('/at-both')).toEqual({ shown: { attached: 'bob', staff: ada, shop: bob }, cookies })
  expect(await show('/at-neither')).toEqual({ shown: { attached: 'bob', staff: ada, shop: bob }, cookies })
})
