import { defineOidcConfig, memoryStore } from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { createAppEngine, sessionSecret } from './start-app.ts'

const issuerUrl = 'https://id.example.com'
const origin = 'https://app.example.com'

/** Returns the message of the error at the start, if there is one. */
function start(session: object): string | undefined {
  try {
    createAppEngine(origin, {
      issuerUrl,
      options: { session: { secret: sessionSecret, ...session } },
    })
    return undefined
  } catch (error) {
    return String(error)
  }
}

describe('a session store at the start', () => {
  it('must not be a promise, which the message says', () => {
    expect(start({ store: Promise.resolve(memoryStore()) })).toContain(
      'session.store must be a SessionStore, such as memoryStore(). It is a promise: await it.',
    )
    expect(start({ store: {} })).toContain('It has no function read, create, replace, delete, deleteAll.')
  })

  it('keeps tokens, so keep.tokens must not be false beside it', () => {
    const store = memoryStore()
    expect(start({ store, keep: { tokens: false } })).toContain(
      'session.keep.tokens is false, but a session.store always keeps tokens. Leave it out.',
    )
    expect(start({ store, keep: { tokens: true } })).toBeUndefined()
    expect(start({ store, keep: { trace: true } })).toBeUndefined()
    expect(start({ keep: { tokens: false } })).toBeUndefined()
  })

  it('may stand beside the session of a defined configuration, which always says keep.tokens', () => {
    const { session } = defineOidcConfig({
      baseUrl: origin,
      providers: [{ providerId: 'main', issuerUrl, clientId: 'app' }],
      session: { secret: sessionSecret },
    })
    expect(session.keep.tokens).toBe(false)
    expect(start({ ...session, store: memoryStore() })).toBeUndefined()
  })
})
