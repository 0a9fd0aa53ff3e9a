import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { createOidc, type Middleware } from '@x/oidc-node'
import { listPropertyNames, minimalOptions, pairWithHostileValues, whilePolluted } from '@x/oidc-testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const packages = join(import.meta.dirname, '../../..')
const names = listPropertyNames(['core', 'engine', 'node'].map((name) => join(packages, name, 'src')))

const options = minimalOptions()
const audience = 'https://api.example.com'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

type Exchange = readonly [IncomingMessage, ServerResponse]

/** A request of an anonymous caller, without a socket. Node itself reads what is on every object, so it is made before. */
function createExchange(): Exchange {
  const req = new IncomingMessage(new Socket())
  return [req, new ServerResponse(req)]
}

/** Settles when the request was answered or let through. */
function send(step: Middleware, [req, res]: Exchange): Promise<'answered' | 'let through'> {
  return new Promise((resolve) => {
    res.end = () => {
      resolve('answered')
      return res
    }
    step(req, res, () => {
      resolve('let through')
    })
  })
}

it.each(pairWithHostileValues(names))(
  'CVE-2026-73421: %s, opens no gate on Node',
  async (_, value, names) => {
    const oidc = createOidc(options)
    const steps: readonly (readonly [string, Middleware])[] = [
      ['requireUser', oidc.requireUser()],
      ['requireRole', oidc.requireRole('ROLE_ADMIN')],
      ['requireRole of all', oidc.requireRole({ all: ['ROLE_ADMIN'] })],
      ['bearer', oidc.bearer({ audience })],
      [
        'gate',
        (req, res, next) =>
          void oidc.gate(req, res).then(
            (auth) => auth && next(),
            () => res.end(),
          ),
      ],
    ]
    // Modules that load with the first request load before: a loader that hangs under pollution would hang for all later names.
    for (const [, step] of steps) await send(step, createExchange())
    const opened: string[] = []
    for (const name of names) {
      const exchanges = steps.map(([, step]) => [step, createExchange()] as const)
      const tried = await whilePolluted(name, value, () =>
        Promise.allSettled(exchanges.map(async ([step, exchange]) => send(step, exchange))),
      )
      for (const [index, [step]] of steps.entries()) {
        const outcome = tried?.[index]
        if (outcome?.status === 'fulfilled' && outcome.value === 'let through')
          opened.push(`${step}, by ${name}`)
      }
    }
    expect(opened).toEqual([])
  },
)

it('config_invalid: refuses a gate that it would not understand when it is made, and answers 500 where that is at once', async () => {
  const oidc = createOidc(options)
  const broken: readonly unknown[] = [
    { all: ['ROLE_ADMIN'], any: ['ROLE_USER'] },
    { any: ['ROLE_USER'] },
    {},
    null,
    7,
  ]
  for (const role of broken) {
    expect(() => oidc.requireRole(role as 'ROLE_ADMIN')).toThrow('The gate has an error')
    const req = new IncomingMessage(new Socket())
    const res = new ServerResponse(req)
    expect(await oidc.gate(req, res, { role } as never)).toBeUndefined()
    expect(res.statusCode).toBe(500)
  }
  expect(() => oidc.bearer({ audience, role: 'ROLE_ADMIN' } as never)).toThrow('bearer.role is unknown')
})

it('CVE-2026-73421: believes no Sec-Fetch-Site that every object inherits (C-17)', async () => {
  const oidc = createOidc(options)
  const [req, res] = createExchange()
  Object.assign(req, { method: 'POST', url: '/logout', headers: { origin: 'https://evil.example' } })
  await whilePolluted('sec-fetch-site', 'same-origin', () => send(oidc.middleware(), [req, res]))
  expect(res.statusCode).toBe(403)
})
