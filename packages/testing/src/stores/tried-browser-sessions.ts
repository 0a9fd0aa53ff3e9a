/** The members of a `Session` of `@x/oidc-engine` that the contract reads. */
export interface TestedSession {
  /** The id of the session: random, and new for each sign-in. */
  readonly id: string
  /** The provider of the sign-in. */
  readonly providerId: string
  /** The issuer of the provider. */
  readonly issuer: string
  /** The claim `sub`. */
  readonly subject: string
  /** The name for display. */
  readonly name: string
  /** The roles of the sign-in's decision. */
  readonly roles: readonly string[]
  /** The sessions of the contract have no claims. */
  readonly claims: Readonly<Record<string, never>>
  /** The sessions of the contract have no trace. */
  readonly trace: undefined
  /** The sessions of the contract have no session at the provider. */
  readonly providerSessionId: undefined
  /** When the person signed in, as NumericDate. */
  readonly createdAt: number
  /** When the session ends at the latest, as NumericDate. */
  readonly expiresAt: number
  /** When the idle deadline was last moved, as NumericDate. */
  readonly seenAt: number
  /** When the roles were decided, as NumericDate. */
  readonly rolesAt: number
  /** The sessions of the contract have no role keys. */
  readonly roleKeys: undefined
  /** The sessions of the contract got the default roles that were due. */
  readonly defaultsWithheld: boolean
  /** The sessions of the contract do not say which mapping gave their roles. */
  readonly mapping: undefined
  /** The sessions of the contract have no data of an application. */
  readonly extra: undefined
  /** The sessions of the contract are of an application without a step of its own. */
  readonly isAdmittedByHook: boolean
  /** How often the session was refreshed. */
  readonly generation: number
  /** The sessions of the contract keep no tokens. */
  readonly tokens: undefined
}

interface TestedReading {
  /** The member exists also without a session: a missing member would be read from a polluted prototype. */
  readonly session: Pick<TestedSession, 'id' | 'subject' | 'roles' | 'seenAt'> | undefined
  /** Values of the `Set-Cookie` headers to send. */
  readonly setCookies: readonly string[]
}

type RequestCookies = ReadonlyMap<string, string>

/** The members of a `BrowserSessions` that the contract calls. `BrowserSessions` of `@x/oidc-engine` has the same shape. */
export interface TestedBrowserSessions {
  /** Reads the session that the cookies belong to. */
  readonly read: (cookies: RequestCookies) => TestedReading | Promise<TestedReading>
  /** Stores a new session, and returns the cookies to write. */
  readonly create: (
    record: { readonly session: TestedSession; readonly tokens: undefined },
    cookies: RequestCookies,
  ) => Promise<readonly string[]>
  /** Moves the idle deadline, and returns the cookies to write. */
  readonly touch: (session: TestedSession, cookies: RequestCookies) => Promise<readonly string[]>
  /** Ends the session, and returns the cookies to write. */
  readonly end: (cookies: RequestCookies) => Promise<readonly string[]>
}

/** The settings of the store for one case. The store must be empty at the start. */
export interface BrowserSessionsSettings {
  /** Returns a NumericDate that the case moves. */
  readonly now: () => number
  /** The only configured provider. */
  readonly provider: { readonly providerId: string; readonly issuer: string }
  /** The idle lifetime of a session, in seconds. */
  readonly idleSeconds: number
  /** The absolute lifetime of a session, in seconds. */
  readonly absoluteSeconds: number
}

/** Creates the store to test. */
export type CreateBrowserSessions = (
  settings: BrowserSessionsSettings,
) => TestedBrowserSessions | Promise<TestedBrowserSessions>

export const began = 1_793_000_000
const provider = { providerId: 'main', issuer: 'https://id.example.com' }
export const lifetimes = { idleSeconds: 600, absoluteSeconds: 3600 }

/** A store, a clock, and browsers that keep cookies. */
export class SessionTrial {
  now = began
  readonly store: TestedBrowserSessions

  private constructor(store: TestedBrowserSessions) {
    this.store = store
  }

  static async begin(create: CreateBrowserSessions): Promise<SessionTrial> {
    let now = (): number => began
    const trial = new SessionTrial(await create({ now: () => now(), provider, ...lifetimes }))
    now = () => trial.now
    return trial
  }

  session(name: string, changes: Partial<TestedSession> = {}): TestedSession {
    return {
      ...{ id: buildId(name), ...provider, subject: 'ada', name: 'Ada', roles: ['ROLE_USER'], claims: {} },
      ...{ trace: undefined, providerSessionId: undefined },
      ...{ createdAt: this.now, expiresAt: this.now + lifetimes.absoluteSeconds, seenAt: this.now },
      ...{ rolesAt: this.now, roleKeys: undefined, defaultsWithheld: false, mapping: undefined },
      ...{ extra: undefined, isAdmittedByHook: false, generation: 0, tokens: undefined },
      ...changes,
    }
  }

  /** Creates a session in a browser. */
  async signIn(cookies: RequestCookies, session: TestedSession): Promise<RequestCookies> {
    return keepCookies(cookies, await this.store.create({ session, tokens: undefined }, cookies))
  }

  /** The name of the session that the store reads for these cookies. */
  async idOf(cookies: RequestCookies): Promise<string | undefined> {
    return (await this.store.read(cookies)).session?.id.replace(/-+$/u, '')
  }
}

/** Builds the id of a session. Ids have 24 characters, as those of the engine. */
function buildId(name: string): string {
  return name.padEnd(24, '-').slice(0, 24)
}

export const noCookies: RequestCookies = new Map()

/** Returns the cookies of a browser after a response. */
export function keepCookies(cookies: RequestCookies, setCookies: readonly string[]): RequestCookies {
  const kept = new Map(cookies)
  for (const line of setCookies) {
    const [pair = '', ...attributes] = line.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    const isDeleted = attributes.some((attribute) => /^max-age=0$/iu.test(attribute))
    if (isDeleted) kept.delete(name)
    else kept.set(name, pair.slice(pair.indexOf('=') + 1))
  }
  return kept
}
