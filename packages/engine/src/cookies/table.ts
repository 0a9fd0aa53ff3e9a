import type { SessionConfig } from '@x/oidc-core'
import type { SealPurpose } from '../crypto/keyring.ts'
import { maxChunks, maxCookieBytes } from './chunks.ts'
import type { CookieAttributes } from './cookie.ts'

/** One cookie of the engine. All are `HttpOnly`, and `Secure` where `baseUrl` is https. */
interface CookieRow {
  /** The part of the name after `session.cookieName`. */
  readonly suffix: string
  /** `site` for all paths, or the only path that needs the cookie, so that other requests do not send it. */
  readonly path: 'site' | 'logout' | 'loggedOut'
  /** How many seconds the browser stores the cookie. Undefined: the configuration decides this. */
  readonly maxAgeSeconds: number | undefined
  /**
   * The purpose for which the value is sealed. Undefined: the value is not sealed, because an attacker gains nothing by changing
   * it.
   */
  readonly purpose: SealPurpose | undefined
  /** Maximum characters of the names and values of all cookies of this row together. */
  readonly room: number
}

const minutes = 60

/** Every cookie of the engine. */
export const cookieRows = {
  /** The session, in up to three chunks. */
  session: {
    ...{ suffix: '', path: 'site', maxAgeSeconds: undefined, purpose: 'session' },
    room: maxChunks * maxCookieBytes,
  },
  /** The tokens of the session, in up to three chunks. The session's cookies and these together have the room of the session. */
  tokens: {
    ...{ suffix: '-tokens', path: 'site', maxAgeSeconds: undefined, purpose: 'tokens' },
    room: maxChunks * maxCookieBytes,
  },
  /** The transaction between the authorization request and its response, one for each running sign-in. */
  transaction: {
    ...{ suffix: '-tx.', path: 'site', maxAgeSeconds: undefined, purpose: 'transaction' },
    room: 7600,
  },
  /** The sign-in whose callback was answered last: browsers send some callbacks twice. */
  answered: {
    ...{ suffix: '-used', path: 'site', maxAgeSeconds: 10 * minutes, purpose: 'answered' },
    room: maxCookieBytes,
  },
  /** For the page of a person who signed in and is not admitted. */
  denied: {
    ...{ suffix: '-denied', path: 'site', maxAgeSeconds: 10 * minutes, purpose: 'denied' },
    room: maxCookieBytes,
  },
  /** The id of the session that ended last. The cookie lives longer than any request that was running when the session ended. */
  ended: {
    ...{ suffix: '-ended', path: 'site', maxAgeSeconds: 60 * minutes, purpose: undefined },
    room: maxCookieBytes,
  },
  /** Counts sign-ins that were completed within seconds of each other. */
  attempts: {
    ...{ suffix: '-try', path: 'site', maxAgeSeconds: 10, purpose: undefined },
    room: maxCookieBytes,
  },
  /** Counts sign-ins that started again automatically. */
  restarts: {
    ...{ suffix: '-again', path: 'site', maxAgeSeconds: 30, purpose: undefined },
    room: maxCookieBytes,
  },
  /** The silent sign-in of the last minute, so that gates do not begin the next one at once. */
  silent: {
    ...{ suffix: '-silent', path: 'site', maxAgeSeconds: 60, purpose: undefined },
    room: maxCookieBytes,
  },
  /** The raw ID Token, for RP-initiated logout. */
  logoutToken: {
    ...{ suffix: '-logout', path: 'logout', maxAgeSeconds: undefined, purpose: 'logout' },
    room: maxCookieBytes,
  },
  /** The `state` of an RP-initiated logout. */
  logoutState: {
    ...{ suffix: '-logout-state', path: 'loggedOut', maxAgeSeconds: 10 * minutes },
    ...{ purpose: undefined, room: maxCookieBytes },
  },
} as const satisfies Readonly<Record<string, CookieRow>>

/** Maximum characters of all our cookies together. Servers refuse a request whose headers are longer than 16 KiB. */
export const roomForCookies = 14_000

/** Characters that our cookies should not exceed together: nginx refuses one header of more than 8 KiB by default. */
export const usualRoomForCookies = 8000

/** Characters of one transaction with the longest return address. */
export const roomForOneTransaction = 3400

/** A transaction cookie, as its name describes it. */
export interface TransactionCookie {
  readonly name: string
  readonly stateHash: string
  /** NumericDate, in whole seconds. */
  readonly begunAt: number
}

/** The names and attributes of our cookies. */
export interface CookieTable {
  readonly session: string
  /** The tokens of the session, if they are kept in cookies. */
  readonly tokens: string
  readonly denied: string
  /** The sign-in whose callback was answered last. */
  readonly answered: string
  /** The id of the session that ended last. */
  readonly ended: string
  /** Counts sign-ins that were completed within seconds of each other. */
  readonly attempts: string
  /** Counts sign-ins that started again automatically. */
  readonly restarts: string
  /** The silent sign-in of the last minute. */
  readonly silent: string
  /** The raw ID Token for RP-initiated logout. */
  readonly logoutToken: string
  readonly logoutState: string
  /** The attributes of the cookie with a name, chunks and transactions included. */
  attributesOf(name: string): Omit<CookieAttributes, 'maxAgeSeconds'>
  /** The name of the cookie of one transaction. `begunAt` is a NumericDate in whole seconds. */
  transaction(stateHash: string, begunAt: number): string
  /** The running transactions of this browser, oldest first. */
  transactionsOf(cookies: ReadonlyMap<string, string>): readonly TransactionCookie[]
  /** How the names of our cookies begin. */
  readonly prefixes: readonly string[]
  /** Whether a cookie of this name may be ours. */
  includes(name: string): boolean
}

export interface CookieTableConfig {
  /** `session.cookieName`: letters, digits, `_` and `-`. */
  readonly cookieName: string
  /** `session.sameSite`. @default 'lax' */
  readonly sameSite?: SessionConfig['sameSite']
  /** `session.cookieDomain`. */
  readonly cookieDomain?: string | undefined
  /** Whether `baseUrl` is https. */
  readonly secure: boolean
  /** The path of `baseUrl`: `''`, `/` or a mount prefix such as `/app`. */
  readonly basePath: string
  /** `paths.logout`, which begins with a slash and follows the mount prefix. */
  readonly logoutPath: string
  /** `paths.loggedOut`, likewise. */
  readonly loggedOutPath: string
}

/**
 * Creates the names of all cookies. On https the `__Host-` prefix keeps sibling hosts from planting one. It requires `Path=/`, so
 * the logout cookies have the prefix `__Secure-`, because they have another path. So do the cookies of a session that hosts share. Browsers
 * accept neither prefix on http, where the names have none.
 * @throws TypeError for a `cookieName` outside its grammar.
 */
export function createCookieTable(config: CookieTableConfig): CookieTable {
  const { cookieName, cookieDomain, secure } = config
  if (!/^[\w-]{1,64}$/.test(cookieName) || /^__(?:Host|Secure)-/i.test(cookieName)) {
    throw new TypeError(
      'session.cookieName is 1 to 64 letters, digits, _ and -, without __Host- or __Secure-',
    )
  }
  const basePath = config.basePath.replace(/\/$/, '')
  const buildName = ({ path, suffix }: CookieRow, isHere = path === 'site'): string => {
    const prefix = !secure ? '' : isHere ? '__Host-' : '__Secure-'
    return prefix + cookieName + suffix
  }
  const transactionPrefix = buildName(cookieRows.transaction)
  const names = {
    session: buildName(cookieRows.session, cookieDomain === undefined),
    tokens: buildName(cookieRows.tokens),
    denied: buildName(cookieRows.denied),
    answered: buildName(cookieRows.answered),
    ended: buildName(cookieRows.ended, cookieDomain === undefined),
    attempts: buildName(cookieRows.attempts),
    restarts: buildName(cookieRows.restarts),
    silent: buildName(cookieRows.silent),
    logoutToken: buildName(cookieRows.logoutToken),
    logoutState: buildName(cookieRows.logoutState),
  }
  const paths = {
    site: '/',
    logout: basePath + config.logoutPath,
    loggedOut: basePath + config.loggedOutPath,
  }
  const chunkPrefixes = [`${names.session}.`, `${names.tokens}.`]
  const fixedNames = new Set(Object.values(names))
  const isEmbedded = config.sameSite === 'none'
  const attributes = {
    sameSite: isEmbedded ? ('None' as const) : ('Lax' as const),
    // Browsers accept `SameSite=None` with `Secure` alone, also over http on this machine.
    secure: secure || isEmbedded,
  }
  /** A session that ends at one host ends at all, so the record of its end goes wherever it goes. */
  const shared = [`${names.session}.`, `${names.ended}.`]

  return {
    ...names,
    prefixes: secure ? [`__Host-${cookieName}`, `__Secure-${cookieName}`] : [cookieName],
    attributesOf(cookie) {
      const path =
        cookie === names.logoutToken
          ? paths.logout
          : cookie === names.logoutState
            ? paths.loggedOut
            : paths.site
      return {
        ...attributes,
        path,
        domain: shared.some((each) => `${cookie}.`.startsWith(each)) ? cookieDomain : undefined,
      }
    },
    transaction: (stateHash, begunAt) => `${transactionPrefix}${stateHash}.${begunAt.toString(36)}`,
    transactionsOf(cookies) {
      const transactions: TransactionCookie[] = []
      for (const cookie of cookies.keys()) {
        if (!cookie.startsWith(transactionPrefix)) continue
        const transaction = parseTransactionName(cookie, cookie.slice(transactionPrefix.length))
        if (transaction !== undefined) transactions.push(transaction)
      }
      return transactions.sort((one, other) => one.begunAt - other.begunAt)
    },
    includes: (cookie) =>
      fixedNames.has(cookie) ||
      cookie.startsWith(transactionPrefix) ||
      chunkPrefixes.some((prefix) => cookie.startsWith(prefix)),
  }
}

function parseTransactionName(name: string, rest: string): TransactionCookie | undefined {
  // Eight digits of base 36 stay below 2^53.
  const { stateHash, begun } = /^(?<stateHash>[\w-]{1,64})\.(?<begun>[\da-z]{1,8})$/.exec(rest)?.groups ?? {}
  if (stateHash === undefined || begun === undefined) return undefined
  return { name, stateHash, begunAt: Number.parseInt(begun, 36) }
}
