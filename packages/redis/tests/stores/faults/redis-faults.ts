import type { Answer, Name, World } from './world.ts'

/** What a person finds at a page that needs a user: the page, 401, or an outage. */
export type Sight = 'page' | 'sign-in' | 'outage'

/** A fault of a real Redis, and what is documented of it. */
export interface RedisFault {
  /** What breaks, in words for `docs/faults-of-redis.md`. */
  readonly name: string
  readonly begin: (world: World) => Promise<unknown>
  /** The request that meets the fault. */
  readonly act: (world: World) => Promise<Answer>
  readonly status: number
  readonly retryAfter: string | null
  /** What each person finds while the fault lasts. */
  readonly during: Readonly<Record<Name, Sight>>
  readonly end: (world: World) => Promise<unknown>
  /** The first request after the end of the fault. It succeeds. */
  readonly next: (world: World) => Promise<Answer>
  /** The sessions that end, each with the reason why it must. */
  readonly lost: Readonly<Partial<Record<Name, string>>>
  /** What the person sees, and when it is over, in words for the page. */
  readonly sees: string
  readonly over: string
}

const outage = { ada: 'outage', bob: 'outage' } as const
const bothGoOn = { ada: 'page', bob: 'page' } as const
const visit = ({ visit: ask }: World): Promise<Answer> => ask('ada')
const signIn = ({ signIn: again }: World): Promise<Answer> => again('ada')
const logOut = ({ logOut: post }: World): Promise<Answer> => post('ada')

const down = {
  act: visit,
  status: 503,
  retryAfter: '10',
  during: outage,
  next: visit,
  lost: {},
  sees: 'An error page that says that sessions cannot be looked up.',
  over: 'At the next request.',
} as const

const isTaken = {
  ...down,
  during: bothGoOn,
  sees: 'An error page at a sign-in. Who is signed in stays so.',
} as const
const tokenRefused = {
  ...{ act: logOut, next: logOut, lost: { ada: 'The provider sends the logout again, and it is done.' } },
  sees: 'Nothing: the provider gets the status.',
  over: 'When the provider sends another token.',
} as const

const pause = async ({ redis }: World): Promise<void> => redis.pause()
const resume = async ({ redis }: World): Promise<void> => redis.resume()
const kill = ({ redis }: World): Promise<void> => redis.stop()
const restart = ({ redis }: World): Promise<void> => redis.start()

const set = async ({ redis }: World, ...settings: readonly (readonly [string, string])[]): Promise<void> => {
  for (const [name, value] of settings) await redis.ask('CONFIG', 'SET', name, value)
}
const fill = (world: World): Promise<void> =>
  set(world, ['maxmemory-policy', 'noeviction'], ['maxmemory', '1'])
const makeRoom = (world: World): Promise<void> => set(world, ['maxmemory', '0'])

/** Every write then makes room first, so nothing is left. */
async function evict(world: World): Promise<void> {
  await set(world, ['maxmemory-policy', 'allkeys-lru'], ['maxmemory', '1'])
  await world.redis.ask('SET', 'another program', 'x')
  await makeRoom(world)
}

export const redisFaults: readonly RedisFault[] = [
  { ...down, name: 'Redis does not answer, and its connections stay open', begin: pause, end: resume },
  { ...down, name: 'Redis is killed, and started again with its data', begin: kill, end: restart },
  {
    ...down,
    name: 'Redis takes no writes for a while, as in a planned failover (`CLIENT PAUSE`), at a sign-in',
    async begin({ choose, redis }) {
      choose(0)
      await redis.ask('CLIENT', 'PAUSE', '600000', 'WRITE')
    },
    act: signIn,
    end: ({ redis }) => redis.ask('CLIENT', 'UNPAUSE'),
    next: signIn,
    sees: 'An error page that says that sessions cannot be looked up. Reads wait behind the write on its connection.',
  },
  {
    ...isTaken,
    ...{ name: 'The memory of Redis is full (`noeviction`), at a sign-in', begin: fill, end: makeRoom },
    ...{ act: signIn, next: signIn },
  },
  {
    ...down,
    name: 'Redis evicts all entries (`allkeys-lru`)',
    ...{ begin: evict, status: 401, retryAfter: null, during: { ada: 'sign-in', bob: 'sign-in' } },
    ...{ end: makeRoom, next: signIn, lost: { bob: 'Redis has the session no longer.' } },
    sees: 'A sign-in begins, and returns to the page. A script gets 401.',
    over: 'At the next sign-in. With `noeviction` it does not happen.',
  },
  {
    ...{ ...down, ...tokenRefused, begin: pause, end: resume },
    name: 'Redis does not answer, at a logout token of the provider',
  },
  {
    ...{ ...isTaken, ...tokenRefused, begin: fill, end: makeRoom },
    name: 'The memory of Redis is full (`noeviction`), at a logout token of the provider',
  },
]
