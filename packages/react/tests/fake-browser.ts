import type { SessionResponse } from '@x/oidc-engine'
import { vi } from 'vitest'

/** What the server answers. */
type Answer = Response | Error

/** A tab of a browser without a screen: events, a channel to other tabs, and a `fetch` that a test answers. */
export interface FakeBrowser {
  /** The requests that were sent, with their options. */
  readonly requests: { readonly url: string; readonly init: RequestInit }[]
  /** The texts that this tab sent to other tabs. */
  readonly sent: unknown[]
  /** What the server answers from now on. */
  answer: () => Answer | Promise<Answer>
  readonly fire: (name: 'focus' | 'pagehide' | 'pageshow' | 'visibilitychange', members?: object) => void
  /** Another tab sends a text. */
  readonly receive: (data: unknown) => void
  readonly hide: (isHidden: boolean) => void
  /** How many listeners and channels there are. */
  readonly countOpen: () => number
}

/** Puts the globals of a browser in place. `vi.unstubAllGlobals` takes them away. */
export function openFakeBrowser(): FakeBrowser {
  const listeners = new Map<string, Set<(event: object) => void>>()
  const channels = new Set<{ onmessage?: (event: { data: unknown }) => void }>()
  let visibilityState = 'visible'
  const add = (name: string, listener: () => void): void => {
    listeners.set(name, (listeners.get(name) ?? new Set()).add(listener))
  }
  const remove = (name: string, listener: () => void): void => void listeners.get(name)?.delete(listener)
  const browser: FakeBrowser = {
    requests: [],
    sent: [],
    answer: () => json({ authenticated: false }),
    fire: (name, members = {}) => listeners.get(name)?.forEach((listener) => listener(members)),
    receive: (data) => channels.forEach((channel) => channel.onmessage?.({ data })),
    hide: (isHidden) => void (visibilityState = isHidden ? 'hidden' : 'visible'),
    countOpen: () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0) + channels.size,
  }
  vi.stubGlobal('addEventListener', add)
  vi.stubGlobal('removeEventListener', remove)
  vi.stubGlobal('document', {
    addEventListener: add,
    removeEventListener: remove,
    get visibilityState() {
      return visibilityState
    },
  })
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      onmessage?: (event: { data: unknown }) => void
      constructor() {
        channels.add(this)
      }
      postMessage(data: unknown) {
        browser.sent.push(data)
      }
      close() {
        channels.delete(this)
      }
    },
  )
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    browser.requests.push({ url, init })
    const answer = await browser.answer()
    if (answer instanceof Error) throw answer
    return answer
  })
  return browser
}

/** An answer of `/oauth2/session`. */
export function json(body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { headers })
}

/** The answer for Ada. */
export function buildAda(expiresAt: number, roles = ['ROLE_USER']): SessionResponse {
  const user = { issuer: 'https://id.example.com', subject: 'ada', name: 'Ada', claims: {} }
  return { authenticated: true, user, roles, expiresAt }
}
