import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { createOidc, type Hook, type ReplyOnNode } from '@x/oidc-fastify'
import { listPropertyNames, minimalOptions, pairWithHostileValues, whilePolluted } from '@x/oidc-testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const packages = join(import.meta.dirname, '../../..')
const sources = ['core', 'engine', 'node', 'fastify'].map((name) => join(packages, name, 'src'))
const names = listPropertyNames(sources)

const options = minimalOptions()
const audience = 'https://api.example.com'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** A request of an anonymous caller, without a socket. Node itself reads what is on every object, so it is made before. */
function createExchange(): readonly [IncomingMessage, ServerResponse] {
  const raw = new IncomingMessage(new Socket())
  return [raw, new ServerResponse(raw)]
}

/** Settles when the request was answered or let through. */
function send(
  hook: Hook,
  [req, res]: ReturnType<typeof createExchange>,
): Promise<'answered' | 'let through'> {
  return new Promise((resolve) => {
    res.end = () => {
      resolve('answered')
      return res
    }
    const reply: ReplyOnNode = { raw: res, getHeaders: () => ({ ...res.getHeaders() }), hijack: () => reply }
    hook({ raw: req }, reply, () => {
      resolve('let through')
    })
  })
}

it.each(pairWithHostileValues(names))(
  'CVE-2026-73421: %s, opens no gate on Fastify',
  async (_, value, names) => {
    const oidc = createOidc(options)
    const hooks: readonly (readonly [string, Hook])[] = [
      ['requireUser', oidc.requireUser()],
      ['requireRole', oidc.requireRole('ROLE_ADMIN')],
      ['requireRole of all', oidc.requireRole({ all: ['ROLE_ADMIN'] })],
      ['bearer', oidc.bearer({ audience })],
    ]
    // Modules that load with the first request load before: a loader that hangs under pollution would hang for all later names.
    for (const [, hook] of hooks) await send(hook, createExchange())
    const opened: string[] = []
    for (const name of names) {
      const exchanges = hooks.map(([, hook]) => [hook, createExchange()] as const)
      const tried = await whilePolluted(name, value, () =>
        Promise.allSettled(exchanges.map(async ([hook, exchange]) => send(hook, exchange))),
      )
      for (const [index, [hook]] of hooks.entries()) {
        const outcome = tried?.[index]
        if (outcome?.status === 'fulfilled' && outcome.value === 'let through')
          opened.push(`${hook}, by ${name}`)
      }
    }
    expect(opened).toEqual([])
  },
)

it('config_invalid: refuses a gate with errors when it is made', () => {
  const oidc = createOidc(options)
  const broken: readonly unknown[] = [
    { all: ['ROLE_ADMIN'], any: ['ROLE_USER'] },
    { any: ['ROLE_USER'] },
    {},
    null,
    7,
  ]
  for (const role of broken)
    expect(() => oidc.requireRole(role as 'ROLE_ADMIN')).toThrow('The gate has an error')
  expect(() => oidc.bearer({ audience, role: 'ROLE_ADMIN' } as never)).toThrow('bearer.role is unknown')
})
