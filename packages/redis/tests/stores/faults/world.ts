import type { RequestListener } from 'node:http'
import { createOidc, type EngineEvent } from '@x/oidc-node'
import {
  createUserAgent,
  startHttpServer,
  startMisbehavingProvider,
  type MisbehavingProvider,
  type UserAgent,
} from '@x/oidc-testing'
import type { RedisGroup, RedisServer } from '../../../../../tools/stores/start-redis.mjs'
import { redisStore } from '../../../src/index.ts'
import { readRedisProgram, setups } from '../open-redis.ts'
import { backChannelPath, buildLogout } from '../processes/build-logout.ts'
import { expectInSync } from '../processes/replication.ts'

export type Name = 'ada' | 'bob'
export const names: readonly Name[] = ['ada', 'bob']

export interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly text: string
}

/** A real Redis, two processes of an application, and two people who are signed in. */
export interface World {
  /** The server that has the sessions: of sentinels, the first primary. */
  readonly redis: RedisServer
  /** Lets one process answer all requests. */
  readonly choose: (process: number) => void
  readonly events: EngineEvent[]
  /** All responses, each with the person who got it. */
  readonly answers: { readonly name: Name; readonly answer: Answer }[]
  /** Asks for a page that needs a user, as a script does: without a session it is 401. */
  readonly visit: (name: Name) => Promise<Answer>
  /** Goes through the provider with the account of the person. */
  readonly signIn: (name: Name) => Promise<Answer>
  /** Posts a logout token of the provider that ends all sessions of the person. */
  readonly logOut: (name: Name) => Promise<Answer>
  readonly close: () => Promise<void>
}

const secret = 'a secret of more than thirty-two bytes, for tests'
const clientId = 'app'

/** Builds a world on a Redis server of its own, in which both people have signed in. */
export async function buildWorld(setup: string): Promise<World> {
  const { start, clients } = setups[setup]!
  const group: RedisGroup = await start(readRedisProgram())
  const opened = await Promise.all([clients['redis']!(group), clients['ioredis']!(group)])
  const provider: MisbehavingProvider = await startMisbehavingProvider()
  const events: EngineEvent[] = []
  const answers: { name: Name; answer: Answer }[] = []
  const processes: RequestListener[] = []
  let requests = 0
  let chosen: number | undefined
  const balancer = await startHttpServer((req, res) => {
    requests += 1
    processes[chosen ?? requests % processes.length]?.(req, res)
  })
  const { origin } = balancer
  for (const { client } of opened) {
    const oidc = createOidc({
      baseUrl: origin,
      providers: [
        {
          ...{ providerId: 'main', issuerUrl: provider.issuerUrl, clientId, rolesClaims: ['groups'] },
          backChannelLogout: true,
        },
      ],
      security: { passthrough: { allow: ['ROLE_OF_*'] }, requiredRoles: [] },
      session: { secret, store: redisStore(client) },
      log: (event) => events.push(event),
    })
    processes.push(
      oidc.listener(async (req, res) => {
        const caller = await oidc.gate(req, res)
        return caller && res.end(`${caller.user.name} ${[...caller.roles].join(' ')}`)
      }),
    )
  }
  const browsers: Readonly<Record<Name, UserAgent>> = { ada: createUserAgent(), bob: createUserAgent() }

  async function see(
    name: Name,
    response: Promise<Pick<Response, 'status' | 'headers'> & { text: unknown }>,
  ) {
    const { status, headers, text } = await response
    const answer = { status, retryAfter: headers.get('retry-after'), text: String(text) }
    answers.push({ name, answer })
    return answer
  }

  const world: World = {
    redis: group.servers[0]!,
    choose: (process) => {
      chosen = process
    },
    ...{ events, answers },
    visit: (name) =>
      see(
        name,
        browsers[name].get(`${origin}/me`, {
          headers: { accept: 'application/json', 'sec-fetch-mode': 'cors' },
        }),
      ),
    signIn(name) {
      provider.setClaims({ sub: name, name, groups: [`ROLE_OF_${name}`] })
      return see(name, browsers[name].get(`${origin}/oauth2/authorization/main`))
    },
    async logOut(name) {
      const body = await buildLogout(provider, name, Math.floor(Date.now() / 1000))
      const response = await fetch(origin + backChannelPath, { method: 'POST', body })
      return see(
        name,
        response.text().then((text) => ({ status: response.status, headers: response.headers, text })),
      )
    },
    async close() {
      await balancer.close()
      await Promise.all(opened.map(({ close }) => close()))
      await group.close()
      await provider.close()
    },
  }
  for (const name of names) {
    const { status, text } = await world.signIn(name)
    if (status !== 200) throw new Error(`the sign-in of ${name}: ${status} ${text}`)
  }
  if (setup === 'sentinels') await expectInSync(group, setup)
  return world
}
