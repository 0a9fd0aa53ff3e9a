// What an editor shows to a person who uses an adapter. Without it a tooltip shows the whole configuration in place of the roles,
// and an error about a misspelt role names neither the role nor those that there are.
import { describe, expect, it } from 'vitest'
import { createSampleService, emitDeclarations } from './sample-service.mjs'
import { adapters } from './workspace.mjs'

const roles = '"ROLE_USER" | "ROLE_ADMIN"'

const provider = `{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }`
const security = `{ roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } }`
const members = `baseUrl: 'http://localhost:3000', session: { secret: process.env['SECRET'] }`
const options = `{ ${members}, providers: [${provider}], security: ${security} }`

/** For each adapter how a handler gets `auth`. */
const handlers = {
  node: `import http from 'node:http'
http.createServer(oidc.listener((req, res) => { const auth = req.auth; use(auth); res.end() }))`,
  express: `import express from 'express'
const app = express()
app.get('/', oidc.requireRole('ROLE_ADMIN'), (req, res) => { const auth = oidc.auth(req); use(auth); res.end() })`,
  hono: `import { Hono } from 'hono'
const app = new Hono<typeof oidc.env>()
app.get('/', (c) => { const auth = c.var.auth; use(auth); return c.text('') })`,
  next: `export const { getAuth, requireUser } = oidc
const auth = await getAuth()
use(auth)`,
  fastify: `import fastify from 'fastify'
fastify().get('/', async (request) => { const auth = oidc.auth(request); use(auth) })`,
}

const adapterOf = (/** @type {string} */ framework) => (framework === 'express' ? 'node' : framework)
const head = (/** @type {string} */ framework) =>
  `import { createOidc, defineOidcConfig, type EngineOptions } from '@x/oidc-${adapterOf(framework)}'\n`

const frameworks = /** @type {(keyof typeof handlers)[]} */ (Object.keys(handlers))

const whole = frameworks.map(
  (framework) => `${head(framework)}
declare function use(value: unknown): void
const oidc = createOidc(${options})
${handlers[framework]}
const role = oidc.requireRole('ROLE_ADMIN')
const required = oidc.requireRole
declare const some: Awaited<ReturnType<typeof oidc.engine.authenticate>>['auth']
const held = some.roles
const answer = some.hasRole('ROLE_ADMIN')
const email = some.user?.claims.email
const verified = some.user?.claims.email_verified
const department = some.user?.claims['department']
`,
)

const addsExtra = `onSignIn: async () => ({ extra: { accountId: 7 } })`
const withExtra = frameworks.map(
  (framework) => `${head(framework)}
declare function use(value: unknown): void
const oidc = createOidc({ ...${options}, ${addsExtra} })
${handlers[framework]}
declare const some: Awaited<ReturnType<typeof oidc.engine.authenticate>>['auth']
const account = some.via === 'session' ? some.user.extra : undefined
`,
)

const misspelt = [
  `oidc.requireRole('ROLE_ADMlN')`,
  `oidc.requireRole('ROLE_USER', 'ROLE_ADMlN')`,
  `oidc.requireRole({ all: ['ROLE_ADMlN'] })`,
  `some.hasRole('ROLE_ADMlN')`,
  `oidc.bearer({ audience: 'api', roles: ['ROLE_ADMlN'] })`,
  `oidc.engine.gate(new Request('http://localhost'), { role: 'ROLE_ADMlN' })`,
]
const misspeltPrograms = frameworks.map(
  (framework) => `${head(framework)}
const oidc = createOidc(${options})
declare const some: Awaited<ReturnType<typeof oidc.engine.authenticate>>['auth']
${misspelt.join('\n')}
`,
)
const gates = `${head('next')}
const { action, route } = createOidc(${options})
action({ role: 'ROLE_ADMlN' }, () => undefined)
route({ role: 'ROLE_ADMlN' }, () => new Response())
`

/** Ways to write options, and whether the compiler knows their roles then. */
const ways = [
  { way: 'defineOidcConfig', code: `const written = defineOidcConfig(${options})` },
  {
    way: 'defineOidcConfig with options of the engine beside it',
    code: `const written = { ...defineOidcConfig(${options}), log: () => undefined }`,
  },
  { way: 'satisfies', code: `const written = ${options} satisfies EngineOptions` },
  { way: 'as const', code: `const written = ${options} as const` },
  { way: 'both', code: `const written = ${options} as const satisfies EngineOptions` },
  {
    way: 'satisfies at security alone',
    code: `const security = ${security} satisfies EngineOptions['security']
const written = { ${members}, providers: [${provider}], security }`,
  },
]
const writtenPrograms = ways.map(
  ({ code }) => `${head('node')}${code}\nconst oidc = createOidc(written)\noidc.requireRole('ROLE_ADMlN')\n`,
)
const widenedPrograms = [
  `const written = ${options}`,
  `const written: EngineOptions = ${options}`,
  `const written = { ...${options}, security: { ...${security}, passthrough: { allow: ['app-*'] } } } satisfies EngineOptions`,
].map((code) => `${head('node')}${code}\nconst oidc = createOidc(written)\noidc.requireRole('ROLE_ADMlN')\n`)

const faultyProviders = [
  { what: 'clientId is missing', provider: `{ providerId: 'main', issuerUrl: 'https://id.example.com' }` },
  {
    what: 'clientId is missing beside a secret',
    provider: `{ providerId: 'main', issuerUrl: 'https://id.example.com', clientSecret: process.env['S'], scopes: ['email'] }`,
  },
  {
    what: 'clientId is misspelt',
    provider: `{ providerId: 'main', issuerUrl: 'https://id.example.com', clientID: 'app' }`,
  },
]
const faulty = frameworks.flatMap((framework) =>
  faultyProviders.flatMap(({ what, provider: written }) => [
    {
      framework,
      what,
      code: `${head(framework)}createOidc({ ${members}, providers: [${written}] })\n`,
    },
    {
      framework,
      what: `${what}, in options with satisfies`,
      code: `${head(framework)}const written = { ${members}, providers: [${written}] } satisfies EngineOptions\n`,
    },
  ]),
)

const programs = [
  ...whole.map((code, index) => ({ adapter: adapterOf(frameworks[index] ?? ''), code })),
  ...withExtra.map((code, index) => ({ adapter: adapterOf(frameworks[index] ?? ''), code })),
  ...misspeltPrograms.map((code, index) => ({ adapter: adapterOf(frameworks[index] ?? ''), code })),
  { adapter: 'next', code: gates },
  ...[...writtenPrograms, ...widenedPrograms].map((code) => ({ adapter: 'node', code })),
  ...faulty.map(({ framework, code }) => ({ adapter: adapterOf(framework), code })),
]
const service = createSampleService(programs)
const at = (/** @type {string} */ code) => programs.findIndex((program) => program.code === code)

const lines = (/** @type {string} */ text) => text.split('\n').length

describe.each(frameworks.map((framework, index) => ({ framework, code: whole[index] ?? '' })))(
  'at $framework, a tooltip',
  ({ code }) => {
    const index = at(code)

    it('is of a program that compiles', () => {
      expect(service.errors(index)).toEqual([])
    })

    it('shows oidc with the roles', () => {
      expect(service.hover(index, 'const oidc').type).toBe(`const oidc: Oidc<${roles}>`)
    })

    it('shows auth with the roles', () => {
      expect(service.hover(index, 'const auth').type).toMatch(
        new RegExp(String.raw`^const auth: Auth(?:enticated)?<${roles.replace('|', String.raw`\|`)}>$`, 'u'),
      )
    })

    it('shows auth.roles and auth.hasRole with the roles', () => {
      expect(service.hover(index, 'some.roles').type).toMatch(
        new RegExp(String.raw`\.roles: ReadonlySet<${roles.replace('|', String.raw`\|`)}>$`, 'u'),
      )
      expect(service.hover(index, 'some.hasRole').type).toMatch(
        new RegExp(String.raw`\.hasRole\(role: ${roles.replace('|', String.raw`\|`)}\): boolean$`, 'u'),
      )
      for (const text of ['some.roles', 'some.hasRole'])
        expect(service.hover(index, text).documentation).not.toBe('')
    })

    it('shows requireRole with the roles in two lines, and what it does', () => {
      const { type, documentation } = service.hover(index, 'oidc.requireRole')
      expect(type).toContain(`(role: ${roles} | AllRoles<${roles}>) => `)
      expect(lines(type)).toBeLessThanOrEqual(2)
      expect(documentation).toContain('403')
      const { type: variable } = service.hover(index, 'const required')
      expect(variable).toMatch(/^const required: RequireRole<"ROLE_USER" \| "ROLE_ADMIN", .*>$/u)
      expect(lines(variable)).toBe(1)
    })

    it('shows the standard claims with their types, and others as JSON', () => {
      expect(service.hover(index, 'const email').type).toBe('const email: string | undefined')
      expect(service.hover(index, 'const verified').type).toBe('const verified: boolean | undefined')
      expect(service.hover(index, 'const department').type).toBe('const department: JsonValue | undefined')
      expect(service.hover(index, 'claims.email').documentation).toContain('e-mail address')
    })
  },
)

describe.each(frameworks.map((framework, index) => ({ framework, code: withExtra[index] ?? '' })))(
  'at $framework, a tooltip shows the data that onSignIn adds',
  ({ code }) => {
    const index = at(code)
    const types = `WithExtra<${roles}, { accountId: number; }>`
    const oneLine = (/** @type {string} */ text) => text.replaceAll(/\s+/gu, ' ')

    it('once, beside the roles', () => {
      expect(service.errors(index)).toEqual([])
      expect(oneLine(service.hover(index, 'const oidc').type)).toBe(`const oidc: Oidc<${types}>`)
      expect(oneLine(service.hover(index, 'const auth').type)).toBe(`const auth: Auth<${types}>`)
      expect(oneLine(service.hover(index, 'const account').type)).toBe(
        'const account: { accountId: number; } | undefined',
      )
    })
  },
)

describe.each(frameworks.map((framework, index) => ({ framework, code: misspeltPrograms[index] ?? '' })))(
  'at $framework, the error of a misspelt role',
  ({ code }) => {
    const index = at(code)

    it('names the role and the existing roles at its place, and no option', () => {
      const errors = service.errors(index)
      expect(errors).toHaveLength(misspelt.length)
      for (const { text } of errors) {
        expect(text).toContain('"ROLE_ADMlN"')
        expect(text).toContain(roles)
        expect(text).not.toContain('id.example.com')
        expect(lines(text)).toBeLessThanOrEqual(4)
      }
    })
  },
)

it('the error of a misspelt role at a gate of Next.js names it and the role that was meant', () => {
  const errors = service.errors(at(gates))
  expect(errors).toHaveLength(2)
  for (const { text } of errors) {
    expect(text).toContain(roles)
    expect(text).toContain(`Did you mean '"ROLE_ADMIN"'?`)
  }
})

it('an editor completes the roles', () => {
  const code = whole[0] ?? ''
  expect(service.complete(at(code), `const role = oidc.requireRole('`)).toEqual(
    expect.arrayContaining(['ROLE_ADMIN', 'ROLE_USER']),
  )
})

describe('the roles of options', () => {
  it.each(ways.map(({ way }, index) => ({ way, code: writtenPrograms[index] ?? '' })))(
    'are known with $way',
    ({ code }) => {
      expect(service.hover(at(code), 'const oidc').type).toBe(`const oidc: Oidc<${roles}>`)
      expect(service.errors(at(code)).map(({ text }) => text)).toEqual([
        `Argument of type '"ROLE_ADMlN"' is not assignable to parameter of type '${roles} | AllRoles<${roles}>'.`,
      ])
    },
  )

  it.each(widenedPrograms)('are any text where the compiler is not given them: %s', (code) => {
    expect(service.hover(at(code), 'const oidc').type).toBe('const oidc: Oidc<string>')
    expect(service.errors(at(code))).toEqual([])
  })
})

it.each(faulty)('at $framework, the error names clientId where $what', ({ code }) => {
  const errors = service.errors(at(code))
  expect(errors).toHaveLength(1)
  const text = errors[0]?.text ?? ''
  expect(text).toMatch(/Property 'clientId' is missing|Did you mean to write 'clientId'\?/u)
  expect(text).not.toMatch(/Property 'signIn'/u)
})

describe('what a module exports of an Oidc', () => {
  // Without the members whose types are the framework's, which an application has installed.
  const members = [
    {
      adapter: 'node',
      names: 'middleware, listener, requireUser, requireRole, bearer, gate, auth, user, explain, engine',
    },
    {
      adapter: 'hono',
      names: 'middleware, requireUser, requireRole, bearer, auth, user, explain, engine, env',
    },
    { adapter: 'next', names: 'getAuth, requireUser, requireRole, action, route, bearer, explain, engine' },
    { adapter: 'fastify', names: 'requireUser, requireRole, bearer, auth, user, explain, engine' },
  ]
  const emitted = emitDeclarations(
    members.map(({ adapter, names }) => ({
      adapter,
      code: `${head(adapter)}export const { ${names} } = createOidc(${options})\n`,
    })),
  )

  it.each(
    emitDeclarations(
      members.map(({ adapter, names }) => ({
        adapter,
        code: `${head(adapter)}export const { ${names} } = createOidc({ ...${options}, ${addsExtra} })\n`,
      })),
    ).map(({ text, errors }, index) => ({ adapter: members[index]?.adapter, text, errors })),
  )('has types of the package $adapter alone with onSignIn, too', ({ adapter, text, errors }) => {
    expect(errors).toEqual([])
    expect(text).toContain('accountId: number')
    const below = new RegExp(String.raw`import\("(?!@x/oidc-${adapter}")[^"]*oidc-[^"]*"\)\.\w+`, 'gu')
    expect(text?.match(below) ?? []).toEqual([])
  })

  it('is tried of every adapter', () => {
    expect(members.map(({ adapter }) => adapter).sort()).toEqual(Object.keys(adapters).sort())
  })

  it.each(members.map(({ adapter }, index) => ({ adapter, ...emitted[index] })))(
    'has types of the package $adapter alone',
    ({ adapter, text, errors }) => {
      expect(errors).toEqual([])
      expect(text).toContain(roles)
      // Where dependencies of dependencies cannot be imported, as with pnpm, the compiler refuses to write these (TS2742).
      const below = new RegExp(String.raw`import\("(?!@x/oidc-${adapter}")[^"]*oidc-[^"]*"\)\.\w+`, 'gu')
      expect(text?.match(below) ?? []).toEqual([])
    },
  )
})
