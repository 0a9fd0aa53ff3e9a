import assert from 'node:assert/strict'
import type { Engine } from '@x/oidc-engine'
import { startMisbehavingProvider, type MisbehavingProvider } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret, sessionSecret } from '../start-app.ts'
import type { Fault } from './fault.ts'
import { answerAt, atSession, atSignIn, duringCallback, startFresh } from './parts.ts'
import { runFault } from './run-fault.ts'

const clock = { now: 1_793_000_000 }
let provider: MisbehavingProvider

beforeAll(async () => {
  const clients = [{ clientId: 'app', clientSecret, redirectUris: [] }]
  provider = await startMisbehavingProvider({ clients, now: () => clock.now })
})
afterAll(() => provider.close())

const down = atSignIn({
  name: 'The keys are 503',
  begin: startFresh,
  act: duringCallback((world) => world.provider.twist(answerAt('/jwks', () => ({ status: 503 })))),
  status: 503,
})
const calm = atSession({ name: 'Nothing breaks', begin: () => undefined })

type Pass = Engine['gate']
const changePages =
  (change: (gate: Pass) => Pass) =>
  (engine: Engine): Engine => ({ ...engine, gate: change(engine.gate) })

const answerWith = (body: string) =>
  changePages(
    (gate) =>
      (async (...args: Parameters<Pass>) => ({
        ...(await gate(...args)),
        response: new Response(body),
      })) as unknown as Pass,
  )

describe('the runner finds', () => {
  it.each<readonly [string, (engine: Engine) => Engine, RegExp]>([
    [
      'a page of another person',
      answerWith('{"subject":"grace-91d7","email":"grace@compiler.example"}'),
      /the data of ada/,
    ],
    [
      'a session that is swallowed',
      changePages(() => () => Promise.resolve({ response: new Response('', { status: 302 }) })),
      /302/,
    ],
    [
      'an outage that goes on',
      changePages(() => () => Promise.resolve({ response: new Response('', { status: 503 }) })),
      /503/,
    ],
    [
      'a rejection without a handler',
      changePages((gate) => (...args) => {
        void Promise.reject(new Error('planted'))
        return gate(...args)
      }),
      /unhandled rejections/,
    ],
  ])('%s', async (_, wrap, message) => {
    await expect(runFault(calm, { provider, clock, wrap })).rejects.toThrow(message)
  })

  it('data of the other person in a header', async () => {
    const leak = (engine: Engine): Engine => ({
      ...engine,
      handle: async (...args) => {
        const response = await engine.handle(...args)
        response?.headers.set('x-user', 'Grace Hopper')
        return response
      },
    })
    await expect(runFault(down, { provider, clock, wrap: leak })).rejects.toThrow(
      /a response to ada has Grace/u,
    )
  })

  it('a secret in an event', async () => {
    const row = atSession({
      ...calm,
      begin: ({ events }) =>
        events.push({ level: 'warn', code: 'signed_in', message: sessionSecret } as never),
    })
    await expect(runFault(row, { provider, clock })).rejects.toThrow(/an event has a secret/u)
  })

  it.each<readonly [string, Partial<Fault>]>([
    ['another status', { status: 502, retryAfter: null }],
    ['another Retry-After', { retryAfter: '60' }],
    ['another sight', { during: { ada: 'outage', grace: 'page' } }],
    ['a fault that does not end', { end: () => undefined }],
    ['a lost session that is not lost', { lost: { grace: 'The provider ended the session.' } }],
    ['a check of the row that fails', { also: () => assert.fail('as planted') }],
  ])('%s than the row says', async (_, change) => {
    await expect(runFault({ ...down, ...change }, { provider, clock })).rejects.toThrow()
  })

  it.each(Object.keys(down))('a row without %s', async (field) => {
    await expect(runFault({ ...down, [field]: undefined }, { provider, clock })).rejects.toThrow()
  })
})
