import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { BrowserSessions } from './browser-sessions.ts'

/**
 * Creates sessions whose code is loaded with the first of them, so that applications without a store do not load that of stores. After
 * that each call goes on at once.
 */
export function createLazySessions(load: () => Promise<BrowserSessions>): BrowserSessions {
  let loaded: BrowserSessions | undefined

  // The sessions are kept, never their promise: on workerd a request must not wait for the promise of another request.
  const get = (): MaybePromise<BrowserSessions> => loaded ?? load().then((sessions) => (loaded ??= sessions))

  return {
    read: (cookies, touch) => andThen(get(), (sessions) => sessions.read(cookies, touch)),
    create: async (record, cookies) => (await get()).create(record, cookies),
    touch: async (session, cookies) => (await get()).touch(session, cookies),
    end: async (cookies) => (await get()).end(cookies),
    readRecord: (session, cookies) => andThen(get(), (sessions) => sessions.readRecord(session, cookies)),
    claimRefresh: (session, cookies) => andThen(get(), (sessions) => sessions.claimRefresh(session, cookies)),
    releaseRefresh: (session) => andThen(get(), (sessions) => sessions.releaseRefresh(session)),
    replace: (record) => andThen(get(), (sessions) => sessions.replace(record)),
    write: (record, cookies) => andThen(get(), (sessions) => sessions.write(record, cookies)),
    revoke: (session) => andThen(get(), (sessions) => sessions.revoke(session)),
    endAll: async (scope, logout) => (await get()).endAll(scope, logout),
    isLoggedOut: (session, begunAt) => andThen(get(), (sessions) => sessions.isLoggedOut(session, begunAt)),
  }
}
