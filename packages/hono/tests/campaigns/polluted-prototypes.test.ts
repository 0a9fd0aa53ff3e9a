import { join } from 'node:path'
import { createOidc } from '@x/oidc-hono'
import { listPropertyNames, pairWithHostileValues, whilePolluted } from '@x/oidc-testing'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { options } from '../program-options.ts'

const packages = join(import.meta.dirname, '../../..')
const names = listPropertyNames(['core', 'engine', 'hono'].map((name) => join(packages, name, 'src')))
const paths = ['/user', '/role', '/roles', '/api', '/api/role', '/name']

/** The paths of an application behind gates; `ran` are those whose handlers ran, although the caller is anonymous. */
function createApp() {
  const oidc = createOidc({ ...options, log: () => undefined })
  const ran: string[] = []
  const app = new Hono<typeof oidc.env>()
    .onError((_, c) => c.text('Internal Server Error', 500))
    .use(oidc.middleware())
    .get('/user', oidc.requireUser(), (c) => c.text(String(ran.push('/user'))))
    .get('/role', oidc.requireRole('ROLE_ADMIN'), (c) => c.text(String(ran.push('/role'))))
    .get('/roles', oidc.requireRole({ all: ['ROLE_ADMIN'] }), (c) => c.text(String(ran.push('/roles'))))
    .use('/api/*', oidc.bearer({ audience: 'https://api.example.com' }))
    .get('/api', oidc.bearer({ audience: 'https://api.example.com' }), (c) =>
      c.text(String(ran.push('/api'))),
    )
    .get('/api/role', oidc.requireRole('ROLE_ADMIN'), (c) => c.text(String(ran.push('/api/role'))))
    .get('/name', (c) => {
      if (oidc.auth(c).status === 'authenticated') ran.push('/name')
      return c.text(c.var.auth.status)
    })
  return { app, ran }
}

it.each(pairWithHostileValues(names))(
  'CVE-2026-73421: %s, opens no gate on Hono',
  async (_, value, names) => {
    const { app, ran } = createApp()
    const opened: string[] = []
    for (const name of names) {
      await whilePolluted(name, value, () =>
        Promise.allSettled(paths.map(async (path) => (await app.request(path)).text())),
      )
      opened.push(...ran.splice(0).map((path) => `${path}, by ${name}`))
    }
    expect(opened).toEqual([])
  },
)

it('config_invalid: refuses a gate that it would not understand when it is made', () => {
  const oidc = createOidc({ ...options, log: () => undefined })
  const broken: readonly unknown[] = [
    { all: ['ROLE_ADMIN'], any: ['ROLE_USER'] },
    { any: ['ROLE_USER'] },
    {},
    null,
    7,
  ]
  for (const role of broken)
    expect(() => oidc.requireRole(role as 'ROLE_ADMIN')).toThrow('The gate has an error')
  const two = [{ all: ['ROLE_ADMIN'] }, 'ROLE_USER'] as unknown as ['ROLE_ADMIN']
  expect(() => oidc.requireRole(...two)).toThrow('The gate has an error')
  const bearer = { audience: 'https://api.example.com', role: 'ROLE_ADMIN' }
  expect(() => oidc.bearer(bearer)).toThrow('bearer.role is unknown')
})
