import { describe, expect, it } from 'vitest'
import {
  create,
  listCookies,
  next,
  pass,
  request,
  runRoute,
  signIn,
  useProvider,
  type Application,
} from './applications-in-memory.ts'

const readProvider = useProvider()

/** What an application knows of the caller, wherever this code runs. */
async function ask(oidc: Application) {
  const { issuerUrl } = readProvider()
  const refused = (error: { readonly code?: string }) => error.code
  const response = await oidc.fetchAs(issuerUrl)('/userinfo').catch(refused)
  const tokens = await oidc.tokens().catch(refused)
  return {
    name: (await oidc.getAuth()).user?.name,
    trace: (await oidc.explain())?.name,
    subject: response instanceof Response ? ((await response.json()) as { sub: string }).sub : response,
    tokens: typeof tokens === 'object' ? 'given' : tokens,
  }
}

const none = { subject: 'tokens_unavailable', tokens: 'tokens_unavailable' }
const describePerson = (sub: string) => ({ name: sub, trace: sub, subject: sub, tokens: 'given' })

describe('in a handler of one application, another', () => {
  it('has no person and no token, where its own person has not signed in: a route handler', async () => {
    const [staff, shop] = [create('staff'), create('shop')]
    await signIn(staff, 'ada')
    expect(await ask(shop)).toEqual(none)
    const given: unknown[] = []
    const response = await runRoute(staff, async () => given.push(await ask(shop), await ask(staff)))
    expect(response.status).toBe(200)
    expect(given).toEqual([none, describePerson('ada')])
  })

  it('has no person and no token, where its own person has not signed in: a server action', async () => {
    const [staff, shop] = [create('staff'), create('shop')]
    await signIn(staff, 'ada')
    const act = staff.action({}, async () => [await ask(shop), await ask(staff)])
    expect(await act()).toEqual([none, describePerson('ada')])
  })

  it('has its own person, token and cookies: one route handler in the other', async () => {
    const [staff, shop] = [create('staff'), create('shop')]
    await signIn(staff, 'ada')
    await signIn(shop, 'bob')
    const given: unknown[] = []
    const askBoth = async (): Promise<void> => {
      pass(3700)
      given.push(await ask(staff), await ask(shop))
    }
    const answer = staff.route({}, () => runRoute(shop, askBoth))
    const response = await answer(request('/x'), { params: Promise.resolve({}) })
    expect(given).toEqual([describePerson('ada'), describePerson('bob')])
    const written = listCookies(response).map((name) => name.replace('__Host-', '').split('-', 1)[0])
    expect(new Set(written)).toEqual(new Set(['shop', 'staff']))
  })

  it('has its own person, token and cookies: one server action in the other', async () => {
    const [staff, shop] = [create('staff'), create('shop')]
    await signIn(staff, 'ada')
    await signIn(shop, 'bob')
    const inner = shop.action({}, async () => {
      pass(3700)
      return [await ask(staff), await ask(shop)]
    })
    expect(await staff.action({}, inner)()).toEqual([describePerson('ada'), describePerson('bob')])
  })

  it('is refused by its own gate', async () => {
    const [staff, shop] = [create('staff'), create('shop')]
    await signIn(staff, 'ada')
    let status: number | undefined
    const inner = async (): Promise<unknown> => (status = (await runRoute(shop, async () => 1)).status)
    await runRoute(staff, inner)
    expect(status).toBe(302)
    await expect(staff.action({}, shop.requireUser)()).rejects.toMatchObject({
      digest: expect.stringContaining('/shop/start/shop') as string,
    })
  })

  it('has no sign-in at which the action of the first would help', async () => {
    const [staff, shop] = [create('staff'), create('shop')]
    await signIn(staff, 'ada')
    const failure = { code: 'tokens_unavailable' }
    await expect(staff.action({}, () => shop.tokens())()).rejects.toMatchObject(failure)
    readProvider().twist({ refreshedIdTokenClaims: (claims) => ({ ...claims, sub: 'mallory' }) })
    const act = staff.action({}, () => {
      pass(3700)
      return staff.tokens()
    })
    await expect(act()).rejects.toMatchObject({
      digest: expect.stringContaining('/staff/start/staff') as string,
    })
  })
})

describe('the proxies of two applications, one in the other,', () => {
  it('give the browser and the page the cookies of both', async () => {
    const [staff, shop] = [create('staff'), create('shop')]
    await signIn(staff, 'ada')
    await signIn(shop, 'bob')
    pass(3700)
    const before = new Map(next.jar)
    const response = await staff.proxy(request('/x'), (received) => shop.proxy(received))
    const names = listCookies(response).filter((name) => next.jar.get(name) !== '')
    expect(new Set(names.map((name) => name.replace('__Host-', '').split('-', 1)[0]))).toEqual(
      new Set(['shop', 'staff']),
    )
    const passed = response.headers.get('x-middleware-request-cookie')
    for (const name of names) {
      expect(next.jar.get(name)).not.toBe(before.get(name))
      expect(passed).toContain(`${name}=${next.jar.get(name)}`)
    }
    for (const [oidc, person] of [
      [staff, 'ada'],
      [shop, 'bob'],
    ] as const)
      expect(await ask(oidc)).toEqual(describePerson(person))
  })

  it('answer the paths of both', async () => {
    const [staff, shop] = [create('staff'), create('shop')]
    for (const id of ['staff', 'shop']) {
      const response = await staff.proxy(request(`/${id}/login`), (received) => shop.proxy(received))
      expect(response.headers.get('location')).toContain(`/${id}/start/${id}`)
    }
  })
})

describe('the instances of one application', () => {
  it('share the handler that is running, so that each may refresh in it', async () => {
    const [one, other] = [create('staff'), create('staff')]
    await signIn(one, 'ada')
    const given: unknown[] = []
    const response = await runRoute(one, async () => {
      pass(3700)
      given.push(await ask(other))
    })
    expect(given).toEqual([describePerson('ada')])
    expect(listCookies(response).length).toBeGreaterThan(0)
  })
})
