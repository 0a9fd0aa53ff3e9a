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
}

interface TestedReading {
  /** The member exists also without a session: a missing member would be read from a polluted prototype. */
  readonly session: Pick<TestedSession, 'id' | 'subject' | 'roles' | 'seenAt'> | undefined
  /** Values of the `Set-Cookie` headers to send. */
  readonly setCookies: readonly string[]
}

type RequestCookies = ReadonlyMap<string, string>

/** The members of a `SessionStore` that the contract calls. `SessionStore` of `@x/oidc-engine` has the same shape. */
export interface TestedSessionStore {
  /** Reads the session that the cookies belong to. */
  readonly read: (cookies: RequestCookies) => TestedReading | Promise<TestedReading>
  /** Stores a new session, and returns the cookies to write. */
  readonly create: (session: TestedSession, cookies: RequestCookies) => Promise<readonly string[]>
  /** Moves the idle deadline, and returns the cookies to write. */
  readonly touch: (session: TestedSession, cookies: RequestCookies) => Promise<readonly string[]>
  /** Ends the session, and returns the cookies to write. */
  readonly end: (cookies: RequestCookies) => Promise<readonly string[]>
}

/** The settings of the store for one case. The store must be empty at the start. */
export interface SessionStoreSettings {
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
export type CreateSessionStore = (
  settings: SessionStoreSettings,
) => TestedSessionStore | Promise<TestedSessionStore>

export const began = 1_793_000_000
const provider = { providerId: 'main', issuer: 'https://id.example.com' }
export const lifetimes = { idleSeconds: 600, absoluteSeconds: 3600 }

/** A store, a clock, and browsers that keep cookies. */
export class SessionTrial {
  now = began
  readonly store: TestedSessionStore

  private constructor(store: TestedSessionStore) {
    this.store = store
  }

  static async begin(create: CreateSessionStore): Promise<SessionTrial> {
    let now = (): number => began
    const trial = new SessionTrial(await create({ now: () => now(), provider, ...lifetimes }))
    now = () => trial.now
    return trial
  }

  session(id: string, changes: Partial<TestedSession> = {}): TestedSession {
    return {
      ...{ id, ...provider, subject: 'ada', name: 'Ada', roles: ['ROLE_USER'], claims: {} },
      ...{ trace: undefined, providerSessionId: undefined },
      ...{ createdAt: this.now, expiresAt: this.now + lifetimes.absoluteSeconds, seenAt: this.now },
      ...changes,
    }
  }

  /** Creates a session in a browser. */
  async signIn(cookies: RequestCookies, session: TestedSession): Promise<RequestCookies> {
    return keepCookies(cookies, await this.store.create(session, cookies))
  }

  /** The id of the session that the store reads for these cookies. */
  async idOf(cookies: RequestCookies): Promise<string | undefined> {
    return (await this.store.read(cookies)).session?.id
  }
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
