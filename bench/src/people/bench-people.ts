import { startMisbehavingProvider } from '@x/oidc-testing'
import { createLoadGenerator, type LoadGenerator } from '../authenticated-get/create-load-generator.ts'
import { email, startProviderOfPerson } from '../authenticated-get/person.ts'
import { writePeople } from '../report/results.ts'
import { writeReport } from '../report/write-report.ts'
import { measureLimits, summarizeLimits, type Limits } from './limits.ts'
import { measureStart, type PeoplePace, type PeopleSurroundings } from './measure-people.ts'
import { mintToken, mintTokens } from './mint-tokens.ts'
import { crowds, largestCrowd, listEmails, storedCrowds } from './people.ts'
import { sessionFields, tokenFields, type PeopleField } from './people-fields.ts'
import { buildPeopleResult, type PeopleResult } from './people-result.ts'

/** Rounds of the limits in each start. */
const limitRounds = 9

/** Lets crowds of people who are signed in take turns at every server, prints and keeps what came out. */
export async function benchPeopleWithSessions(pace: PeoplePace): Promise<void> {
  const provider = await startProviderOfPerson()
  try {
    await withGenerator((generator) => benchFields(sessionFields, pace, { provider, tokens: [], generator }))
  } finally {
    await provider.close()
  }
}

/** The same with the access tokens of a crowd, at APIs. */
export async function benchPeopleWithTokens(pace: PeoplePace): Promise<void> {
  const provider = await startMisbehavingProvider({ signingAlgs: ['RS256'] })
  try {
    await withGenerator(async (generator) => {
      for (const each of tokenFields) {
        // They live for an hour, which a run takes longer than.
        const tokens = await mintTokens(provider.issuerUrl, provider.signJwt, listEmails(largestCrowd))
        const checkToken = await mintToken(provider.issuerUrl, provider.signJwt, email)
        await benchFields([each], pace, { provider, tokens, checkToken, generator })
      }
    })
  } finally {
    await provider.close()
  }
}

export async function withGenerator(bench: (generator: LoadGenerator) => Promise<void>): Promise<void> {
  const generator = createLoadGenerator()
  try {
    await bench(generator)
  } finally {
    generator.close()
  }
}

/** Measures fields, one after the other, prints and keeps the results. */
export async function benchFields(
  fields: readonly PeopleField[],
  pace: PeoplePace,
  surroundings: PeopleSurroundings,
): Promise<void> {
  for (const field of fields) {
    const { isStored } = field
    const starts: Awaited<ReturnType<typeof measureStart>>[] = []
    const limits: Readonly<Record<string, Limits>>[] = []
    while (starts.length < pace.starts) {
      // They depend on no framework, and those of tokens take half a minute.
      if (isStored !== true && (field.credential === 'cookie' || field.framework === undefined))
        limits.push(await measureLimits(limitRounds, field.credential))
      await surroundings.beforeStart?.()
      starts.push(await measureStart(field, isStored === true ? storedCrowds : crowds, pace, surroundings))
    }
    const result = buildPeopleResult(field, pace, starts, summarizeLimits(limits))
    writePeople(field, result)
    writeReport()
    print(result)
  }
}

function print({ title, contenders, limits }: PeopleResult): void {
  console.log(`\nPeople in turns: ${title}`)
  for (const { people } of contenders[0]?.crowds ?? []) {
    console.log(`${people.toLocaleString('en')} in turns`)
    const rows = contenders.flatMap(({ name, crowds: own }) =>
      own.flatMap((one) => (one.people === people ? [[name, one] as const] : [])),
    )
    console.table(
      Object.fromEntries(
        rows.map(([name, { people: _people, extraCpuSpread = [], latency, ...numbers }]) => [
          name,
          { ...numbers, spread: extraCpuSpread.join(' to '), ...latency },
        ]),
      ),
    )
  }
  for (const [runtime, measured] of Object.entries(limits)) console.log(runtime, JSON.stringify(measured))
}
