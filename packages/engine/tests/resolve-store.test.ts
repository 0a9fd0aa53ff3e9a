import { memoryStore, type EngineOptions } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { useSignInFixture } from './sign-in-fixture.ts'
import { createAppEngine, sessionSecret } from './start-app.ts'

const fixture = useSignInFixture()
const origin = 'https://app.example.com'

interface Instance {
  readonly session?: Partial<EngineOptions['session']>
  readonly shared?: boolean
}

const now = () => fixture.now

/** Loads `auth.ts` of the application once more, as Next.js does for the pages beside the proxy. */
function load({ session, shared = true }: Instance = {}) {
  return createAppEngine(origin, {
    issuerUrl: fixture.provider.issuerUrl,
    now,
    options: { session: { secret: sessionSecret, store: memoryStore({ now }), ...session } },
    memory: { shared },
  })
}

type Loaded = ReturnType<typeof load>

async function signIn({ engine }: Loaded, sub = 'ada') {
  fixture.provider.setClaims({ sub, name: sub, groups: ['staff'] })
  const browser = openEngineBrowser(engine)
  expect((await browser.signIn()).status).toBe(303)
  return [...browser.cookies].map((pair) => pair.join('=')).join('; ')
}

async function ask({ engine }: Loaded, cookie: string): Promise<string> {
  const header = (name: string) => (name === 'cookie' ? cookie : undefined)
  const { auth } = await engine.authenticate({ method: 'GET', url: `${origin}/`, header })
  return auth.status
}

describe('a memoryStore of each instance of one process', () => {
  it('is one store: a session of one instance is a session of each', async () => {
    const [proxy, pages] = [load(), load()]
    const cookie = await signIn(proxy)
    expect(await ask(pages, cookie)).toBe('authenticated')
    expect(await ask(proxy, await signIn(pages, 'ben'))).toBe('authenticated')
  })

  it.each([
    ['another secret', { secret: `another ${sessionSecret}` }],
    ['another size', { store: memoryStore({ maxMebibytes: 1, now }) }],
    ['another clock', { store: memoryStore({ now: () => fixture.now }) }],
    ['a wrapper of the application', { store: { ...memoryStore({ now }) } }],
  ])('is a store of its own with %s', async (_, session) => {
    const cookie = await signIn(load())
    const other = load({ session })
    expect(await ask(other, cookie)).toBe('anonymous')
    expect(await ask(other, await signIn(other))).toBe('authenticated')
  })

  it('is a store of its own where the memory is not shared, as in a second application of a test', async () => {
    const cookie = await signIn(load({ shared: false }))
    expect(await ask(load({ shared: false }), cookie)).toBe('anonymous')
    expect(await ask(load(), cookie)).toBe('anonymous')
  })
})
