import type { AuthData, SessionResponse } from '@x/oidc-engine'
import { fetchSession } from './fetch-session.ts'
import { buildEmpty, buildInitial, buildState, identify, type SessionState } from './session-state.ts'

/** What the page knows of one session: all components share it. */
export interface SessionStore {
  /** Undefined before the first answer. */
  readonly get: () => SessionState | undefined
  readonly subscribe: (listener: () => void) => () => void
  /** Takes the session that a server found, unless the page knows one already: it is then asked for again if it differs. */
  readonly offer: (initial: AuthData | SessionResponse) => void
}

/** Between two requests that the focus of the window asks for. */
const throttleMilliseconds = 2000

/** A timer that waits longer ends at once. */
const maxDelay = 2 ** 31 - 1

/** Creates the store of an address. It does nothing before the first subscription, so never on a server. */
export function createSessionStore(address: string): SessionStore {
  const listeners = new Set<() => void>()
  let state: SessionState | undefined
  let skew = 0
  let askedAt = 0
  let running = false
  let isAskedAgain = false
  let expiry: ReturnType<typeof setTimeout> | undefined
  let throttle: ReturnType<typeof setTimeout> | undefined
  let channel: BroadcastChannel | undefined

  function set(next: SessionState): void {
    state = next
    for (const listener of listeners) listener()
  }

  /** Ends a session that is over, whatever the server or a timer of a sleeping page says later. */
  function checkExpiry(): boolean {
    clearTimeout(expiry)
    if (state?.status !== 'authenticated') return false
    const left = state.expiresAt * 1000 - Date.now() - skew
    if (left <= 0) set(buildEmpty('anonymous', true))
    else expiry = setTimeout(() => checkExpiry() && load(), Math.min(left, maxDelay))
    return left <= 0
  }

  function load(isQuiet = false): void {
    if (running) {
      isAskedAgain = true
      return
    }
    running = true
    askedAt = Date.now()
    fetchSession(address)
      .then(
        (found) => {
          skew = found.skew
          set(buildState(found.answer))
          checkExpiry()
          if (!isQuiet && state) channel?.postMessage(identify(state))
        },
        () => {
          checkExpiry()
          set(
            state?.user || state?.status === 'anonymous'
              ? { ...state, isStale: true }
              : buildEmpty('error', true),
          )
        },
      )
      .finally(() => {
        running = false
        if (isAskedAgain) {
          isAskedAgain = false
          load()
        }
      })
  }

  function revalidate(): void {
    if (document.visibilityState === 'hidden' || running) return
    checkExpiry()
    const wait = askedAt + throttleMilliseconds - Date.now()
    if (wait <= 0 || wait > throttleMilliseconds) load()
    else
      throttle ??= setTimeout(() => {
        throttle = undefined
        load()
      }, wait)
  }

  /** A browser keeps no page for the way back that has an open channel. */
  function openChannel(): void {
    if (typeof BroadcastChannel === 'undefined') return
    channel ??= new BroadcastChannel(`oidc ${address}`)
    channel.onmessage = ({ data }) => {
      if (state === undefined || data !== identify(state)) load(true)
    }
  }

  function closeChannel(): void {
    channel?.close()
    channel = undefined
  }

  function restore({ persisted }: PageTransitionEvent): void {
    openChannel()
    if (persisted) load()
  }

  function start(): void {
    document.addEventListener('visibilitychange', revalidate)
    addEventListener('focus', revalidate)
    addEventListener('pageshow', restore)
    addEventListener('pagehide', closeChannel)
    openChannel()
    if (state !== undefined) revalidate()
    else if (!running) load()
  }

  function stop(): void {
    document.removeEventListener('visibilitychange', revalidate)
    removeEventListener('focus', revalidate)
    removeEventListener('pageshow', restore)
    removeEventListener('pagehide', closeChannel)
    closeChannel()
    clearTimeout(expiry)
    clearTimeout(throttle)
    throttle = undefined
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) start()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
    offer(initial) {
      const offered = buildInitial(initial)
      if (state === undefined) {
        askedAt = Date.now()
        set(offered)
        checkExpiry()
      } else if (identify(offered) !== identify(state)) revalidate()
    },
  }
}
