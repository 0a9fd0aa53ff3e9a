import { connection, NextRequest } from 'next/server.js'
import { action, api, getAuth, requireRole, requireUser, route } from '../../auth.ts'

const ran: string[] = []
const handler = (name: string) => () => new Response(String(ran.push(name)))
const nothing = { params: Promise.resolve({}) }
const count = (name: string) => (): number => ran.push(name)

const users = action({}, count('action'))
const admins = action({ role: { all: ['ROLE_ADMIN'] } }, count('action with a role'))
const routes = [
  route({}, handler('route')),
  route({ role: 'ROLE_ADMIN' }, handler('route with a role')),
  route(api, handler('route of an API')),
]

const giving = {
  admitted: true,
  ok: true,
  optional: true,
  status: 'authenticated',
  roles: ['ROLE_ADMIN'],
  all: [],
}
const values: Readonly<Record<string, unknown>> = {
  ...{ true: true, 'a text': 'ROLE_ADMIN', 'a function': () => giving },
  'an object': {
    ...giving,
    audience: 'unchecked',
    accessTokenLookup: 'userinfo',
    user: giving,
    auth: giving,
  },
}

/** Tries every gate as a caller that sends neither a session nor a token, and tells what ran. */
async function tryGates(): Promise<readonly string[]> {
  const request = new NextRequest('http://localhost/api')
  const attacks = [
    () => requireUser().then(count('requireUser')),
    () => requireRole('ROLE_ADMIN').then(count('requireRole')),
    ...[users, admins],
    ...routes.map((run) => () => run(request, nothing)),
    () => getAuth().then(({ status }) => status === 'authenticated' && ran.push('getAuth')),
  ]
  await Promise.allSettled(attacks.map(async (attack) => attack()))
  return ran.splice(0)
}

/** Puts a value on every object by each of the names in turn, and answers with the gates that opened. */
export async function POST(request: Request): Promise<Response> {
  await connection()
  const { label, names } = (await request.json()) as { label: string; names: readonly string[] }
  const opened: string[] = []
  for (const name of names) {
    const descriptor = { value: values[label], configurable: true, enumerable: true, writable: true }
    let found: readonly string[] = []
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, 2000))
    Object.defineProperty(Object.prototype, name, Object.assign(Object.create(null) as object, descriptor))
    try {
      const tried = tryGates().then((given) => {
        found = given
      })
      await Promise.race([tried, late])
    } catch {
      // What throws opens nothing.
    } finally {
      Reflect.deleteProperty(Object.prototype, name)
    }
    opened.push(...found.map((what) => `${what}, by ${name}`))
  }
  return Response.json(opened)
}

const broken: readonly unknown[] = [
  { role: { all: ['ROLE_ADMIN'], any: ['ROLE_USER'] } },
  { roles: ['ROLE_ADMIN'] },
  { optional: 'false' },
  Object.create({ role: 'ROLE_ADMIN' }),
  null,
]

/** Makes gates with errors, and answers with the message of each. */
export async function GET(): Promise<Response> {
  await connection()
  const said = broken.flatMap((options) => {
    return [
      () => route(options as object, handler('route')),
      () => action(options as object, count('action')),
    ].map((make) => {
      try {
        make()
        return 'made'
      } catch (error) {
        return (error as { readonly code?: unknown }).code
      }
    })
  })
  return Response.json(said)
}
