import type { EmbeddedProvider } from '@x/oidc-testing'
import { checkForgery, checkSameHeaders } from './check-api.ts'
import { collectCookies } from './collect-cookies.ts'
import type { Contender, Field } from './contenders.ts'
import type { LoadGenerator } from './create-load-generator.ts'
import { obtainAccessToken } from './obtain-access-token.ts'
import { readCpuSeconds } from './read-cpu-seconds.ts'
import { email, expected, person, sessionSecret } from './person.ts'
import { startServer, type RunningServer } from './start-server.ts'

export interface Pace {
  /** How often the servers are started anew: two processes of one program differ by up to a tenth. */
  readonly runs: number
  /** How long each is asked before a run counts. The compiler takes seconds to get to know a server. */
  readonly warmUpSeconds: number
  /** Of each run. */
  readonly rounds: number
  /** How long each contender is asked in each round. */
  readonly seconds: number
  readonly connections: number
}

/** One contender's answers to the load of one round. */
export interface Sample {
  readonly requestsPerSecond: number
  /** Processor time of the server, in microseconds a request. */
  readonly cpuMicroseconds: number | undefined
  /** How much of one processor the server took: below 1 something else than the server was the limit. */
  readonly busy: number | undefined
}

interface SessionCookieModule {
  readonly buildSessionCookie: (options: {
    readonly email: string
    readonly secret: string
  }) => Promise<string>
}

interface Ready {
  readonly contender: Contender
  readonly server: RunningServer
  readonly headers: Readonly<Record<string, string>>
  readonly samples: Sample[]
}

interface Surroundings {
  readonly provider: EmbeddedProvider
  readonly generator: LoadGenerator
}

/**
 * Lets the contenders of a field answer in turns, as many rounds and runs as asked for.
 * @throws Error when an answer is not the one to a signed-in user
 */
export async function measureField(
  field: Field,
  pace: Pace,
  surroundings: Surroundings,
): Promise<ReadonlyMap<Contender, readonly Sample[]>> {
  const samples = new Map(field.contenders.map((contender): [Contender, Sample[]] => [contender, []]))
  for (let run = 0; run < pace.runs; run += 1)
    for (const [contender, more] of await measureRun(field, pace, surroundings))
      samples.get(contender)?.push(...more)
  return samples
}

async function measureRun(
  field: Field,
  pace: Pace,
  { provider, generator }: Surroundings,
): Promise<ReadonlyMap<Contender, readonly Sample[]>> {
  const servers: RunningServer[] = []
  try {
    const ready: Ready[] = []
    for (const contender of field.contenders) {
      const server = await startServer(contender, provider)
      servers.push(server)
      ready.push({ contender, server, headers: {}, samples: [] })
    }
    const buildHeaders = field.credential === 'token' ? await prepareToken(ready, provider) : buildCookies
    const contestants = await Promise.all(
      ready.map(async (one) => ({ ...one, headers: await buildHeaders(one, ready) })),
    )
    const warmUp = { ...pace, seconds: pace.warmUpSeconds }
    for (const one of contestants) await takeSample(one, warmUp, generator)
    for (let round = 0; round < pace.rounds; round += 1) {
      // The first in one round is the last in the next, so that a machine that gets slower favours none.
      for (const one of round % 2 === 0 ? contestants : [...contestants].reverse())
        one.samples.push(await takeSample(one, pace, generator))
    }
    return new Map(contestants.map(({ contender, samples }) => [contender, samples]))
  } finally {
    for (const server of servers) server.close()
  }
}

/** All send one token, but for the server that knows of none. */
async function prepareToken(all: readonly Ready[], provider: EmbeddedProvider) {
  const token = await obtainAccessToken(provider)
  const originOf = (kind: Contender['kind']): string =>
    all.find(({ contender }) => contender.kind === kind)?.server.origin ?? ''
  await checkSameHeaders([originOf('ours'), originOf('same-headers')], token)
  for (const { contender, server } of all)
    if (contender.kind === 'ours' || contender.kind === 'peer') await checkForgery(server.origin, token)
  return ({ contender }: Ready): Readonly<Record<string, string>> =>
    contender.kind === 'bare' ? {} : { authorization: `Bearer ${token}` }
}

async function buildCookies(
  { contender, server }: Ready,
  all: readonly Ready[],
): Promise<Readonly<Record<string, string>>> {
  if (contender.kind === 'bare') return {}
  // Each server reads only its own cookies, so it does not matter which server they come from.
  const signedIn =
    contender.kind === 'same-headers' ? all.find((one) => one.contender.kind === 'ours') : undefined
  const { origin } = signedIn?.server ?? server
  const { signInPath = '/', sessionCookie } = signedIn?.contender ?? contender
  if (sessionCookie !== undefined) {
    const module = (await import(
      new URL(`../../${sessionCookie}`, import.meta.url).href
    )) as SessionCookieModule
    return { cookie: await module.buildSessionCookie({ email, secret: sessionSecret }) }
  }
  return { cookie: await collectCookies(origin + signInPath, person, expected) }
}

async function takeSample(
  { contender, server, headers }: Ready,
  pace: Pace,
  generator: LoadGenerator,
): Promise<Sample> {
  const { connections, seconds } = pace
  const { path = '/' } = contender
  const cpuBefore = readCpuSeconds(server.processId)
  const callers = [{ headers, expected }]
  const tally = await generator.run({ port: server.port, path, callers, connections, seconds })
  const cpuAfter = readCpuSeconds(server.processId)
  if (tally.wrong !== undefined) throw new Error(`${contender.server} answered: ${tally.wrong}`)
  const cpu = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore
  return {
    requestsPerSecond: tally.answers / tally.seconds,
    cpuMicroseconds: cpu === undefined ? undefined : (cpu * 1e6) / tally.answers,
    busy: cpu === undefined ? undefined : cpu / tally.seconds,
  }
}
