import { describeMachine } from '../authenticated-get/describe-machine.ts'
import type { Caller } from '../authenticated-get/load.ts'
import { startProviderOfPerson } from '../authenticated-get/person.ts'
import { readCpuSeconds } from '../authenticated-get/read-cpu-seconds.ts'
import { launchServer, placeServer, type ServerPlace } from '../authenticated-get/start-server.ts'
import { buildName } from '../authenticated-get/field-result.ts'
import { median } from '../measure.ts'
import { writeColdStart } from '../report/results.ts'
import { writeReport } from '../report/write-report.ts'
import type { ColdStartResult } from './cold-start-result.ts'
import { compileServers } from './compile-servers.ts'
import { anonymousCaller, mintCookieCallers } from './mint-callers.ts'
import { listEmails } from './people.ts'
import { sessionFields, type PeopleContender } from './people-fields.ts'

interface Contestant {
  readonly name: string
  readonly contender: PeopleContender
  readonly place: ServerPlace
  readonly caller: Caller
  /** The same server bare. */
  readonly basis: PeopleContender
  readonly samples: Sample[]
}

interface Sample {
  readonly milliseconds: number
  readonly cpuMilliseconds: number | undefined
}

/** Starts each server as a new process again and again, and asks it once, as a person who signed in before the start. */
export async function benchColdStart(starts: number): Promise<void> {
  const findCompiled = compileServers()
  const provider = await startProviderOfPerson()
  try {
    const contestants: Contestant[] = []
    for (const { title, contenders } of sessionFields) {
      const basis = contenders.find(({ kind }) => kind === 'bare')
      for (const contender of contenders.filter(hasOwnStart)) {
        const server = findCompiled(contender.server)
        const place = await placeServer({ ...contender, server }, provider)
        const caller = await mintCaller(contender, place)
        const name = contender.kind === 'peer' ? buildName(contender) : `${title}: ${contender.name}`
        contestants.push({ name, contender, place, caller, basis: basis ?? contender, samples: [] })
      }
    }
    for (let start = 0; start < starts; start += 1)
      for (const one of start % 2 === 0 ? contestants : [...contestants].reverse())
        one.samples.push(await startOnce(one))
    const result = {
      ...describeMachine(),
      starts,
      contenders: contestants.map((one) => sumUp(one, contestants)),
    }
    writeColdStart(result)
    writeReport()
    console.log('\nCold start: from the start of a process to its first answer')
    console.table(Object.fromEntries(result.contenders.map(({ name, ...numbers }) => [name, numbers])))
  } finally {
    await provider.close()
  }
}

/** A cache does not matter to one request. */
function hasOwnStart({ kind, env }: PeopleContender): boolean {
  return kind !== 'same-headers' && kind !== 'limit' && !(kind === 'ours' && env !== undefined)
}

async function mintCaller(contender: PeopleContender, place: ServerPlace): Promise<Caller> {
  if (contender.kind === 'bare') return anonymousCaller
  const server = await launchServer(place)
  try {
    return (await mintCookieCallers(contender, place, listEmails(1)))[0] ?? anonymousCaller
  } finally {
    server.close()
    await server.ended
  }
}

async function startOnce({ contender, place, caller }: Contestant): Promise<Sample> {
  const startedAt = performance.now()
  const server = await launchServer(place)
  try {
    const response = await fetch(server.origin, { headers: caller.headers, redirect: 'manual' })
    const text = await response.text()
    const milliseconds = performance.now() - startedAt
    if (response.status !== 200 || !text.includes(caller.expected))
      throw new Error(`${contender.name}: expected ${caller.expected}, came ${response.status} ${text}`)
    const cpu = readCpuSeconds(server.processId)
    return { milliseconds, cpuMilliseconds: cpu === undefined ? undefined : cpu * 1000 }
  } finally {
    server.close()
    await server.ended
  }
}

function sumUp(one: Contestant, all: readonly Contestant[]): ColdStartResult['contenders'][number] {
  const basis = all.find(({ contender }) => contender === one.basis)?.samples ?? []
  const cpu = one.samples.flatMap(({ cpuMilliseconds }) => cpuMilliseconds ?? [])
  const extra = one.samples.map(
    ({ milliseconds }, at) => milliseconds - (basis[at]?.milliseconds ?? Number.NaN),
  )
  return {
    name: one.name,
    kind: one.contender.kind,
    milliseconds: Math.round(median(one.samples.map(({ milliseconds }) => milliseconds))),
    extraMilliseconds: Math.round(median(extra)),
    ...(cpu.length === 0 ? {} : { cpuMilliseconds: Math.round(median(cpu)) }),
  }
}
