import { privateCacheControl, setPrivateHeaders, type MarkPrivate } from '@x/oidc-engine'
import type { Context } from 'hono'

/** What has to be put on an answer once there is one. */
export interface AnswerMarks {
  /** @throws TypeError when the answer has gone out unmarked: a cache may keep it */
  readonly add: MarkPrivate
  readonly apply: () => void
}

/** Creates what collects the marks of one answer. */
export function createAnswerMarks(c: Context): AnswerMarks {
  const cookies: string[] = []
  let isPrivate = false
  let isApplied = false
  return {
    add(setCookies) {
      if (isApplied && !isPrivate) {
        throw new TypeError(
          'Ask who is calling before the handler returns, so that no cache keeps the answer.',
        )
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
      // Headers of an answer that was fetched cannot be changed; with this Hono copies the answer.
      c.header('cache-control', privateCacheControl)
      setPrivateHeaders(c.res.headers, cookies)
    },
  }
}
