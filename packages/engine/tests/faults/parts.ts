import type { ProviderAnswer, ProviderRequest, Twists } from '@x/oidc-testing'
import type { Fault } from './fault.ts'
import type { Answer, Name, World } from './world.ts'

export const bothGoOn = { ada: 'page', grace: 'page' } as const
const bothWait = { ada: 'outage', grace: 'outage' } as const
const noneLost = {}
const nothingElse = (): void => undefined

const login = '/oauth2/authorization/main'

/** Starts a sign-in in a process that has asked its provider nothing yet, as after a deploy. */
export const startFresh = (world: World): void => {
  world.engine = world.startProcess()
}
export const openLogin = (world: World): Promise<Answer> => world.visit('ada', login)
export const signIn = (world: World): Promise<Answer> => world.signIn('ada')
export const openPage = (world: World): Promise<Answer> => world.visit('ada', '/me')
const behave = ({ provider }: World): void => provider.behave()

/** Answers one endpoint in place of the provider. */
export function answerAt(
  path: string,
  answer: (
    request: ProviderRequest,
  ) => ProviderAnswer | 'reset' | 'hang' | undefined | Promise<ProviderAnswer | 'hang' | undefined>,
): Twists {
  return { respond: (request) => (request.path === path ? answer(request) : undefined) }
}

export const json = (body: string, status = 200): ProviderAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body,
})

/** Lets the timeout of the application run out once the endpoint has the request, and never answers it. */
export function hangAt(world: World, path: string): Twists {
  return answerAt(path, () => {
    setTimeout(() => void world.runOut(), 5)
    return 'hang'
  })
}

/** Answers a byte, and no other before the timeout of the application runs out. */
export function trickleAt(world: World, path: string): Twists {
  async function* trickle(): AsyncGenerator<string, void> {
    yield '{'
    await world.runOut()
    await new Promise((done) => setTimeout(done, 20))
    yield ' '
  }
  return answerAt(path, () => ({ headers: { 'content-type': 'application/json' }, body: trickle() }))
}

/** A fault of the provider that no session meets: it is seen at a sign-in alone. */
export function atSignIn(row: Pick<Fault, 'name' | 'begin' | 'act' | 'status'> & Partial<Fault>): Fault {
  return {
    settings: { sessions: 'cookies' },
    retryAfter: row.status === 503 ? '10' : null,
    during: bothGoOn,
    end: behave,
    next: signIn,
    nextStatus: 303,
    lost: noneLost,
    sees:
      row.status === 503
        ? 'A page that says that the sign-in service does not answer.'
        : 'An error page with a reference.',
    over: 'At the next sign-in.',
    also: nothingElse,
    ...row,
  }
}

/** A fault that people who are signed in meet. */
export function atSession(row: Pick<Fault, 'name' | 'begin'> & Partial<Fault>): Fault {
  return {
    settings: { sessions: 'store' },
    act: openPage,
    status: 200,
    retryAfter: row.status === 503 ? '10' : null,
    during: row.status === 503 ? bothWait : bothGoOn,
    end: behave,
    next: openPage,
    nextStatus: 200,
    lost: noneLost,
    sees:
      row.status === 503
        ? 'A page that says that sessions cannot be looked up.'
        : 'Nothing: the session goes on.',
    over: 'At the next request.',
    also: nothingElse,
    ...row,
  }
}

/** Obtains a callback before the fault begins, so that the fault meets the callback alone. */
export function duringCallback(begin: (world: World) => unknown, name: Name = 'ada') {
  return async (world: World): Promise<Answer> => {
    const callback = await world.obtainCallback(name)
    await begin(world)
    return world.visit(name, callback)
  }
}
