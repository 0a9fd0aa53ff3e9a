import { collectCookies } from '../authenticated-get/collect-cookies.ts'
import type { Caller } from '../authenticated-get/load.ts'
import { expected, person } from '../authenticated-get/person.ts'
import type { ServerPlace } from '../authenticated-get/start-server.ts'
import type { PeopleContender } from './people-fields.ts'
import { buildExpected } from './people.ts'
import { mintSessions } from './mint-sessions.ts'
import { mintStoredSessions } from './mint-stored-sessions.ts'

interface MintModule {
  readonly buildCookies: (options: {
    readonly emails: readonly string[]
    readonly secret: string
    readonly issuerUrl: string
    readonly clientId: string
    /** Empty where sessions are not in Redis. */
    readonly redisUrl: string
  }) => readonly string[] | Promise<readonly string[]>
}

/** Makes a session for each address at a running server of ours or of a peer. */
export async function mintCookieCallers(
  { mint, signInPath = '/' }: PeopleContender,
  { env, origin }: ServerPlace,
  emails: readonly string[],
): Promise<readonly Caller[]> {
  const redisUrl = env['BENCH_REDIS_URL'] ?? ''
  const mintOurs = redisUrl === '' ? mintSessions : mintStoredSessions
  const cookies =
    mint === undefined
      ? await mintOurs(env, await collectCookies(origin + signInPath, person, expected), emails)
      : await loadMint(mint).then((module) =>
          module.buildCookies({
            emails,
            secret: env['SESSION_SECRET'] ?? '',
            issuerUrl: env['ISSUER_URL'] ?? '',
            clientId: env['CLIENT_ID'] ?? '',
            redisUrl,
          }),
        )
  return pair(emails, (index) => ({ cookie: cookies[index] ?? '' }))
}

/** Sends each token as an API expects it. */
export function buildTokenCallers(emails: readonly string[], tokens: readonly string[]): readonly Caller[] {
  return pair(emails, (index) => ({ authorization: `Bearer ${tokens[index] ?? ''}` }))
}

/** The same requests to a server that answers everybody alike. */
export function expectSameAnswer(callers: readonly Caller[]): readonly Caller[] {
  return callers.map((caller) => ({ ...caller, expected }))
}

/** To a server that knows of no sign-in. */
export const anonymousCaller: Caller = { headers: {}, expected }

function pair(emails: readonly string[], headersOf: (index: number) => Caller['headers']): readonly Caller[] {
  return emails.map((email, index) => ({ headers: headersOf(index), expected: buildExpected(email) }))
}

async function loadMint(file: string): Promise<MintModule> {
  return (await import(new URL(`../../${file}`, import.meta.url).href)) as MintModule
}
