import { privateCacheControl, setPrivateHeaders } from '@x/oidc-engine'
import type { Context } from 'hono'

/** Creates what collects the marks of one answer and puts them on once there is one. */
export function createAnswerMarks(c: Context) {
  const cookies: string[] = []
  let isPrivate = false
  let isApplied = false
  return {
    /** @throws TypeError when the answer has gone out unmarked: a cache may keep it */
    add(setCookies: readonly string[]) {
      if (isApplied && !isPrivate) {
        throw new TypeError('Ask who is calling before the handler returns: a cache may keep the answer.')
      }
      isPrivate = true
      cookies.push(...setCookies)
    },
    apply() {
      isApplied = true
      // Without an answer an error is on its way to onError, which may ask who is calling: its answer is marked beforehand.
      isPrivate ||= !c.finalized
      // An upgrade cannot be built anew, and no cache keeps it.
      if (!isPrivate || (c.finalized && c.res.status < 200)) return
      try {
        setPrivateHeaders(c.res.headers, cookies)
      } catch {
        // Headers of an answer that was fetched cannot be changed. With this Hono copies the answer, and on Node that alone
        // takes longer than all the rest of a request.
        c.header('cache-control', privateCacheControl)
        setPrivateHeaders(c.res.headers, cookies)
      }
    },
  }
}
