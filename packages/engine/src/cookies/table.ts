/** A cookie that began a sign-in, as its name tells it. */
export interface TransactionCookie {
  readonly name: string
  readonly stateHash: string
  /** NumericDate, in whole seconds. */
  readonly begunAt: number
}

/** The names of our cookies and the paths under which they live. */
export interface CookieTable {
  readonly session: string
  readonly denied: string
  /** The id of the session that ended last. */
  readonly ended: string
  /** Counts sign-ins that were begun shortly after one another. */
  readonly attempts: string
  /** The raw ID Token for RP-initiated logout. */
  readonly logoutToken: string
  readonly logoutState: string
  readonly secure: boolean
  /** `Path` of every cookie but the two for logout. */
  readonly path: '/'
  /** `Path` of `logoutToken`. */
  readonly logoutPath: string
  /** `Path` of `logoutState`. */
  readonly loggedOutPath: string
  /** The name of the cookie of one transaction. `begunAt` is a NumericDate in whole seconds. */
  transaction(stateHash: string, begunAt: number): string
  /** The transactions under way in this browser, oldest first. */
  transactionsOf(cookies: ReadonlyMap<string, string>): readonly TransactionCookie[]
  /** Whether a cookie of this name may be one of ours. */
  includes(name: string): boolean
}

export interface CookieTableConfig {
  /** `session.cookieName`: letters, digits, `_` and `-`. */
  readonly cookieName: string
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
 * Creates the names of all cookies. On https the `__Host-` prefix keeps sibling hosts from planting one; it demands
 * `Path=/`, so the logout cookies, which have a path of their own, carry `__Secure-`. Browsers take neither prefix on
 * http, where names are plain.
 * @throws TypeError for a `cookieName` outside its grammar.
 */
export function createCookieTable(config: CookieTableConfig): CookieTable {
  const { cookieName, secure } = config
  if (!/^[\w-]{1,64}$/.test(cookieName) || /^__(?:Host|Secure)-/i.test(cookieName)) {
    throw new TypeError(
      'session.cookieName is 1 to 64 letters, digits, _ and -, without __Host- or __Secure-',
    )
  }
  const name = `${secure ? '__Host-' : ''}${cookieName}`
  const logoutName = `${secure ? '__Secure-' : ''}${cookieName}-logout`
  const basePath = config.basePath.replace(/\/$/, '')
  const transactionPrefix = `${name}-tx.`
  const chunkPrefix = `${name}.`
  const names = {
    session: name,
    denied: `${name}-denied`,
    ended: `${name}-ended`,
    attempts: `${name}-try`,
    logoutToken: logoutName,
    logoutState: `${logoutName}-state`,
  }
  const fixedNames = new Set(Object.values(names))

  return {
    ...names,
    secure,
    path: '/',
    logoutPath: basePath + config.logoutPath,
    loggedOutPath: basePath + config.loggedOutPath,
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
      fixedNames.has(cookie) || cookie.startsWith(transactionPrefix) || cookie.startsWith(chunkPrefix),
  }
}

function parseTransactionName(name: string, rest: string): TransactionCookie | undefined {
  // Eight digits of base 36 stay below 2^53.
  const { stateHash, begun } = /^(?<stateHash>[\w-]{1,64})\.(?<begun>[\da-z]{1,8})$/.exec(rest)?.groups ?? {}
  if (stateHash === undefined || begun === undefined) return undefined
  return { name, stateHash, begunAt: Number.parseInt(begun, 36) }
}
