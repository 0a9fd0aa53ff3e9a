import { checkForgery, checkSameHeaders } from '../authenticated-get/check-api.ts'
import type { LoadGenerator } from '../authenticated-get/create-load-generator.ts'
import type { Caller, Latency } from '../authenticated-get/load.ts'
import { readCpuSeconds } from '../authenticated-get/read-cpu-seconds.ts'
import {
  launchServer,
  placeServer,
  type RunningServer,
  type ServerPlace,
  type ServerProvider,
} from '../authenticated-get/start-server.ts'
import { anonymousCaller, buildTokenCallers, expectSameAnswer, mintCookieCallers } from './mint-callers.ts'
import { listEmails, largestCrowd } from './people.ts'
import type { PeopleContender, PeopleField } from './people-fields.ts'

export interface PeoplePace {
  /** How often the servers are started anew: two processes of one program differ by up to a tenth. */
  readonly starts: number
  /** How long each is asked by each crowd before it counts, at least: until each of the crowd was there once. */
  readonly warmUpSeconds: number
  /** How long the whole crowd asks each before all else: until the compiler knows the server, its work takes part of the time. */
  readonly firstWarmUpSeconds: number
  /** Of each crowd, in each start. */
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
}

/** What one contender did in all rounds of one crowd, in one start. */
export interface CrowdSample {
  readonly people: number
  readonly answers: number
  readonly seconds: number
  /** Processor time of the server's process; undefined where there is no /proc. */
  readonly cpuSeconds: number | undefined
  /** Of each round. */
  readonly latencies: readonly Latency[]
}

/** Where people sign in, and the tokens that an API gets. */
export interface PeopleSurroundings {
  readonly provider: ServerProvider
  /** One for each person; empty where people have cookies. */
  readonly tokens: readonly string[]
  /** A token of the person whom the servers without a sign-in greet: an ETag depends on the body. */
  readonly checkToken?: string
  readonly generator: LoadGenerator
  /** Is called before the servers of a field are started. */
  readonly beforeStart?: () => Promise<void>
}

interface Contestant {
  readonly contender: PeopleContender
  readonly server: RunningServer
  readonly callers: readonly Caller[]
}

/** A crowd larger than what a slow peer answers in this time need not be complete: it has no cache. */
const longestWarmUpSeconds = 10

/**
 * Starts every server of a field once, and has each crowd ask all of them in turns.
 * @returns the samples of each contender, by crowd
 * @throws Error when an answer is not the one to the person who asked
 */
export async function measureStart(
  field: PeopleField,
  crowds: readonly number[],
  pace: PeoplePace,
  surroundings: PeopleSurroundings,
): Promise<ReadonlyMap<PeopleContender, readonly CrowdSample[]>> {
  const contestants: Contestant[] = []
  const running: RunningServer[] = []
  try {
    const started = new Map<PeopleContender, Pick<Contestant, 'server'> & { readonly place: ServerPlace }>()
    for (const contender of field.contenders) {
      const place = await placeServer(contender, surroundings.provider)
      const server = await launchServer(place)
      running.push(server)
      started.set(contender, { server, place })
    }
    const emails = listEmails(largestCrowd)
    const minted = new Map<PeopleContender, readonly Caller[]>()
    for (const [contender, { place }] of started)
      if (!['bare', 'same-headers'].includes(contender.kind))
        minted.set(
          contender,
          field.credential === 'token'
            ? buildTokenCallers(emails, surroundings.tokens)
            : await mintCookieCallers(contender, place, emails),
        )
    const sent = findOurs(minted) ?? [...minted.values()][0] ?? [anonymousCaller]
    for (const [contender, { server }] of started) {
      const callers = minted.get(contender) ?? chooseCallers(contender, sent)
      contestants.push({ contender, server, callers })
    }
    if (field.credential === 'token') await checkApis(contestants, surroundings.checkToken ?? '')

    const samples = new Map(
      field.contenders.map((contender): [PeopleContender, CrowdSample[]] => [contender, []]),
    )
    const first = { ...pace, seconds: pace.firstWarmUpSeconds }
    for (const contestant of contestants) await takeSample(contestant, 0, first, surroundings.generator)
    for (const people of crowds)
      for (const [contender, sample] of await measureCrowd(contestants, people, pace, surroundings.generator))
        samples.get(contender)?.push(sample)
    return samples
  } finally {
    for (const server of running) server.close()
  }
}

function findOurs(minted: ReadonlyMap<PeopleContender, readonly Caller[]>): readonly Caller[] | undefined {
  return [...minted].find(([{ kind }]) => kind === 'ours')?.[1]
}

function chooseCallers({ kind }: PeopleContender, sent: readonly Caller[]): readonly Caller[] {
  return kind === 'bare' ? [anonymousCaller] : expectSameAnswer(sent)
}

/** A server that skips the signature is fast, and so is one that leaves out a header. */
async function checkApis(contestants: readonly Contestant[], token: string): Promise<void> {
  const originOf = (kind: PeopleContender['kind']): string | undefined =>
    contestants.find(({ contender }) => contender.kind === kind)?.server.origin
  const ours = originOf('ours')
  const sameHeaders = originOf('same-headers')
  if (ours !== undefined && sameHeaders !== undefined) await checkSameHeaders([ours, sameHeaders], token)
  for (const { contender, server } of contestants)
    if (contender.kind === 'ours' || contender.kind === 'peer') await checkForgery(server.origin, token)
}

async function measureCrowd(
  contestants: readonly Contestant[],
  people: number,
  pace: PeoplePace,
  generator: LoadGenerator,
): Promise<ReadonlyMap<PeopleContender, CrowdSample>> {
  const nothing: CrowdSample = { people, answers: 0, seconds: 0, cpuSeconds: 0, latencies: [] }
  const asked = contestants.map((contestant) => ({
    ...contestant,
    callers: contestant.callers.slice(0, people),
    total: nothing,
    askedAt: -Infinity,
  }))
  for (let round = 0; round < pace.rounds; round += 1)
    // The first in one round is the last in the next, so that a machine that gets slower favours none.
    for (const one of round % 2 === 0 ? asked : [...asked].reverse()) {
      if (performance.now() - one.askedAt > coldAfterSeconds * 1000) await warmUp(one, pace, generator)
      const sample = await takeSample(one, one.total.answers, pace, generator)
      one.askedAt = performance.now()
      one.total = {
        people,
        answers: one.total.answers + sample.answers,
        seconds: one.total.seconds + sample.seconds,
        cpuSeconds: addUp(one.total.cpuSeconds, sample.cpuSeconds),
        latencies: [...one.total.latencies, ...sample.latencies],
      }
    }
  return new Map(asked.map(({ contender, total }) => [contender, total]))
}

/** Some caches keep a token for a minute, and slow peers may take that long to be asked in between. */
const coldAfterSeconds = 20

/** Until the compiler knows the server and the server knows the crowd. */
async function warmUp(contestant: Contestant, pace: PeoplePace, generator: LoadGenerator): Promise<void> {
  const once = { ...pace, seconds: pace.warmUpSeconds }
  let answers = 0
  let seconds = 0
  do {
    const sample = await takeSample(contestant, answers, once, generator)
    answers += sample.answers
    seconds += sample.seconds
  } while (answers < contestant.callers.length && seconds < longestWarmUpSeconds)
}

async function takeSample(
  { contender, server, callers }: Contestant,
  firstCaller: number,
  { connections, seconds }: Pick<PeoplePace, 'connections' | 'seconds'>,
  generator: LoadGenerator,
): Promise<Omit<CrowdSample, 'people'>> {
  const load = { port: server.port, path: contender.path ?? '/', callers, firstCaller, changingCookies: true }
  const readCpu = (): number | undefined => readCpuSeconds(server.processId)
  // The generator needs a moment for a large crowd before it sends, in which the server does nothing.
  const cpuBefore = readCpu()
  const tally = await generator.run({ ...load, connections, seconds })
  const cpuAfter = readCpu()
  if (tally.wrong !== undefined) throw new Error(`${contender.name} (${contender.server}): ${tally.wrong}`)
  const cpuSeconds = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore
  const { answers, seconds: asked, latency } = tally
  return { answers, seconds: asked, cpuSeconds, latencies: latency === undefined ? [] : [latency] }
}

function addUp(sum: number | undefined, more: number | undefined): number | undefined {
  return sum === undefined || more === undefined ? undefined : sum + more
}
