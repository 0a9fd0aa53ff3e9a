import { describe, expect, it } from 'vitest'
import { describeBrowserSessions } from './browser-sessions-contract.ts'
import type {
  CreateBrowserSessions,
  BrowserSessionsSettings,
  TestedSession,
} from './tried-browser-sessions.ts'

/** Defects of a store in memory. */
interface Defects {
  readonly forgetsIdle?: boolean
  readonly forgetsAbsolute?: boolean
  readonly keepsEnded?: boolean
  readonly keepsReplaced?: boolean
  readonly ignoresProvider?: boolean
  readonly readsPrefix?: boolean
  readonly keepsCookies?: boolean
  readonly deletesLate?: boolean
  readonly sharesOne?: boolean
  readonly leavesOut?: boolean
}

const name = 'sid'

const nothing = (setCookies: readonly string[]) => ({
  ...{ session: undefined, roles: undefined, expiresAt: undefined },
  setCookies,
})

function createStore(defects: Defects = {}): CreateBrowserSessions {
  return ({ now, provider, idleSeconds, absoluteSeconds }: BrowserSessionsSettings) => {
    const kept = new Map<string, TestedSession>()
    const keyOf = (id: string): string => (defects.sharesOne === true ? 'all' : `key-of-${id}`)
    const lives = ({ createdAt, seenAt, ...session }: TestedSession): boolean => {
      const isOurs = session.providerId === provider.providerId && session.issuer === provider.issuer
      const idle = defects.forgetsIdle === true || now() <= seenAt + idleSeconds
      const absolute = defects.forgetsAbsolute === true || now() <= createdAt + absoluteSeconds
      return (isOurs || defects.ignoresProvider === true) && idle && absolute && Number.isFinite(now())
    }
    const find = (key: string): TestedSession | undefined =>
      defects.readsPrefix === true
        ? [...kept].find(([known]) => known.length === key.length)?.[1]
        : kept.get(key)
    return {
      read(cookies) {
        const key = cookies.get(name)
        if (key === undefined) return defects.leavesOut === true ? ({ setCookies: [] } as never) : nothing([])
        const session = find(key)
        if (session !== undefined && lives(session)) return { ...nothing([]), session }
        return nothing(defects.deletesLate === true ? [`${name}=; Max-Age=0`] : [])
      },
      async create({ session }, cookies) {
        if (defects.keepsReplaced !== true) kept.delete(cookies.get(name) ?? '')
        kept.set(keyOf(session.id), session)
        return [`${name}=${keyOf(session.id)}; Path=/`]
      },
      async touch(session) {
        kept.set(keyOf(session.id), { ...session, seenAt: now() })
        return []
      },
      async end(cookies) {
        if (defects.keepsEnded !== true) kept.delete(cookies.get(name) ?? '')
        return defects.keepsCookies === true ? [] : [`${name}=; Max-Age=0`]
      },
    }
  }
}

/** Lists the names of the cases that fail for a store. */
async function listBroken(defects: Defects): Promise<readonly string[]> {
  const results = await Promise.all(
    describeBrowserSessions(createStore(defects)).map(async ({ name: what, run }) => {
      const [{ status }] = await Promise.allSettled([run()])
      return status === 'rejected' ? [what] : []
    }),
  )
  return results.flat()
}

describe('a correct store passes the contract of sessions in browsers', () => {
  it.each(describeBrowserSessions(createStore()))('$name', ({ run }) => run())
})

describe('the contract of sessions in browsers finds a store that', () => {
  it.each([
    ['forgetsIdle', /idle lifetime/u],
    ['forgetsAbsolute', /absolute lifetime/u],
    ['keepsEnded', /after its end/u],
    ['keepsReplaced', /signs in again/u],
    ['ignoresProvider', /not configured/u],
    ['readsPrefix', /a character/u],
    ['keepsCookies', /deletes the cookies/u],
    ['deletesLate', /leaves the cookies of a session that has expired/u],
    ['deletesLate', /leaves the cookies of a newer session/u],
    ['sharesOne', /two browsers/u],
    ['leavesOut', /without cookies/u],
  ] as const)('%s', async (defect, expected) => {
    expect((await listBroken({ [defect]: true })).filter((what) => expected.test(what))).not.toEqual([])
  })
})
