import { availableParallelism } from 'node:os'
import { apiFields } from './authenticated-get/api-fields.ts'
import { benchAuthenticatedGet } from './authenticated-get/bench-authenticated-get.ts'
import { fields } from './authenticated-get/contenders.ts'
import { benchColdSession } from './cold-session.ts'
import { benchColdToken } from './cold-token.ts'
import { benchDecidingRoles } from './deciding-roles.ts'
import { benchHostilePatterns } from './hostile-patterns.ts'
import { benchKeptTokens } from './kept-tokens.ts'
import { benchCallback } from './people/bench-callback.ts'
import { benchColdStart } from './people/bench-cold-start.ts'
import { benchMemory } from './people/bench-memory.ts'
import { benchPeopleWithSessions, benchPeopleWithTokens } from './people/bench-people.ts'
import { benchStoredSessions } from './people/bench-stored-sessions.ts'
import type { PeoplePace } from './people/measure-people.ts'

/** `--quick` is for work on the benchmarks: its numbers mean little. */
const isQuick = process.argv.includes('--quick')
const pace = isQuick
  ? { runs: 1, warmUpSeconds: 0.5, rounds: 3, seconds: 0.5, connections: 32 }
  : { runs: 5, warmUpSeconds: 2.5, rounds: 3, seconds: 1, connections: 32 }
const peoplePace: PeoplePace = isQuick
  ? { starts: 1, warmUpSeconds: 0.3, firstWarmUpSeconds: 0.3, rounds: 2, seconds: 0.3, connections: 32 }
  : { starts: 5, warmUpSeconds: 0.6, firstWarmUpSeconds: 3, rounds: 2, seconds: 0.4, connections: 32 }

const alone: Readonly<Record<string, () => Promise<void>>> = {
  roles: benchDecidingRoles,
  patterns: benchHostilePatterns,
  session: benchColdSession,
  token: benchColdToken,
  'kept-tokens': benchKeptTokens,
}
const people: Readonly<Record<string, () => Promise<void>>> = {
  'people-sessions': () => benchPeopleWithSessions(peoplePace),
  'people-tokens': () => benchPeopleWithTokens(peoplePace),
  'people-stored': () => benchStoredSessions({ ...peoplePace, seconds: isQuick ? 0.3 : 1 }),
  'people-cold-start': () => benchColdStart(isQuick ? 2 : 9),
  'people-callback': () => benchCallback(isQuick ? 20 : 1500),
  'people-memory': () => (isQuick ? benchMemory(20_000, 2000) : benchMemory(1_000_000, 100_000)),
}
const served = [...fields, ...apiFields]
const parts = [
  ...new Set([...Object.keys(alone), ...served.map(({ part }) => part), 'people', ...Object.keys(people)]),
]

const asked = process.argv.slice(2).filter((argument) => argument !== '--quick')
const unknown = asked.filter((part) => !parts.includes(part))
if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}, only ${parts.join(', ')}`)
const wanted = asked.length === 0 ? parts : asked

console.log(
  `Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores; medians`,
)
for (const [part, bench] of Object.entries(alone)) if (wanted.includes(part)) await bench()
if (served.some(({ part }) => wanted.includes(part))) await benchAuthenticatedGet(wanted, pace)
for (const [part, bench] of Object.entries(people))
  if (wanted.includes('people') || wanted.includes(part)) await bench()
