import { describe, expect, it } from 'vitest'
import { createEngine } from '../../create-engine.ts'
import { createFrameworkAuth } from './framework.ts'
import type { ResponseHeaders } from './watched-auth.ts'

const engine = createEngine({
  baseUrl: 'http://localhost:3000',
  providers: [{ providerId: 'main', issuerUrl: 'http://localhost:1', clientId: 'app' }],
  session: { secret: 'a secret of more than thirty-two bytes' },
  log: () => undefined,
})

/** What was asked of the engine, and what was put on the answers. */
function createRecord() {
  const asked: unknown[] = []
  const marks: (readonly string[])[] = []
  const begun: unknown[] = []
  const counting: typeof engine = {
    ...engine,
    authenticate: (request) => {
      asked.push(request)
      return engine.authenticate(request)
    },
  }
  const cookies = new Map<object, string>()
  const callers = createFrameworkAuth<object, ResponseHeaders, 'ROLE_USER'>(counting, {
    readRequest: (key) =>
      new Request('http://localhost:3000/', { headers: { cookie: cookies.get(key) ?? '' } }),
    attach: (key, admitted) => void begun.push([key, admitted]),
  })
  const admit = (key: object, cookie = '', gate?: { readonly role?: 'ROLE_USER' }) => {
    cookies.set(key, cookie)
    return callers.authorize(key, { add: (setCookies) => marks.push(setCookies) }, gate)
  }
  return { asked, marks, begun, callers, admit }
}

const cookieName = engine.config.session.cookieName

describe('the memory of who is calling', () => {
  it('asks once per request, however many gates there are', async () => {
    const { asked, admit } = createRecord()
    const [one, other] = [{}, {}]
    await admit(one)
    await admit(one, '', {})
    await admit(one, '', { role: 'ROLE_USER' })
    await admit(other)
    expect(asked).toHaveLength(2)
  })

  it('readies a request once, before a gate asks', async () => {
    const { begun, callers, admit } = createRecord()
    const key = {}
    await admit(key)
    await admit(key, '', {})
    expect(begun).toEqual([[key, expect.objectContaining({ auth: callers.auth(key) })]])
  })

  it('lets through whom no gate asks, and marks nothing for it', async () => {
    const { marks, admit } = createRecord()
    expect(await admit({})).toBeUndefined()
    expect(marks).toEqual([])
  })

  it('marks the answer when a gate ran, and answers for it', async () => {
    const { marks, admit } = createRecord()
    expect((await admit({}, '', {}))?.status).toBe(401)
    expect(marks.length).toBeGreaterThan(0)
  })

  it('marks the answer when there are cookies to write, which it hands over once', async () => {
    const { marks, admit } = createRecord()
    const key = {}
    await admit(key, `${cookieName}.1=x`)
    await admit(key, `${cookieName}.1=x`)
    expect(marks).toEqual([[expect.stringContaining(`${cookieName}.1=;`)]])
  })

  it('makes the response private when the caller or the trace is read', async () => {
    const { marks, callers, admit } = createRecord()
    const key = {}
    await admit(key)
    const auth = callers.auth(key)
    expect(marks).toEqual([])
    expect(auth.status).toBe('anonymous')
    expect(marks).toEqual([[]])
    expect(callers.explain(key)).toBeUndefined()
    expect(marks).toEqual([[]])
  })

  it('says what is missing for an anonymous caller, and without a step in front', async () => {
    const { callers, admit } = createRecord()
    const key = {}
    for (const read of [callers.auth, callers.user, callers.explain]) {
      expect(() => read(key)).toThrow('oidc.middleware()')
    }
    await admit(key)
    expect(() => callers.user(key)).toThrow('oidc.requireUser()')
  })
})
