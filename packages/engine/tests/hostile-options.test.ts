import { OidcError, type SecurityOptions } from '@x/oidc-core'
import {
  createEngine,
  defineGate,
  requestClientCredentialsToken,
  requestPasswordToken,
  type EngineOptions,
} from '@x/oidc-engine'
import { describe, expect, it } from 'vitest'
import { sessionSecret, startApp } from './start-app.ts'
import { useSignInFixture } from './sign-in-fixture.ts'

const baseUrl = 'https://app.example.com'
const audience = 'https://api.example.com'
const options = {
  baseUrl,
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  session: { secret: sessionSecret },
  log: () => undefined,
}
const request = () => new Request(`${baseUrl}/`)

function createEndless(members: number): Record<string, unknown> {
  const endless: Record<string, unknown> = {}
  for (let index = 0; index < members; index += 1) endless[`member${index}`] = endless
  return endless
}

let looks = 0
const look = (): never => {
  looks += 1
  throw new Error('a look inside')
}
const watched = (): object =>
  new Proxy({}, { get: look, has: look, ownKeys: look, getOwnPropertyDescriptor: look, getPrototypeOf: look })

/** The places of the issues that something throws, or that it rejects with. */
async function listIssues(run: () => unknown): Promise<readonly string[]> {
  try {
    await run()
    return ['nothing is wrong']
  } catch (error) {
    if (!(error instanceof OidcError) || error.code !== 'config_invalid') throw error
    const { issues } = (error as OidcError<'config_invalid'>).detail
    return issues
      .filter(({ severity }) => severity === 'error')
      .map(({ path, code }) => `${path.join('.')} ${code}`)
  }
}

describe('an unknown option that cannot be looked into', () => {
  const script = {
    issuerUrl: 'https://id.example.com',
    clientId: 'app',
    clientSecret: 'a',
    apiOrigin: audience,
  }
  const makers: readonly (readonly [string, (other: unknown) => unknown, string])[] = [
    ['of an engine', (other) => createEngine({ ...options, other } as EngineOptions), 'other'],
    [
      'of a provider',
      (other) => createEngine({ ...options, providers: [{ ...options.providers[0], other } as never] }),
      'providers.0.other',
    ],
    ['of a guard', (other) => createEngine(options).bearer({ audience, other } as never), 'bearer.other'],
    ['of a gate', (other) => defineGate({ role: 'ROLE_USER', other } as never), 'other'],
    [
      'of the role of a gate',
      (other) => defineGate({ role: { all: ['ROLE_USER'], other } } as never),
      'role.other',
    ],
    [
      'of client credentials',
      (other) => requestClientCredentialsToken({ ...script, other } as never),
      'other',
    ],
    [
      'of a password',
      (other) => requestPasswordToken({ ...script, username: 'a', password: 'b', other } as never),
      'other',
    ],
  ]

  it.each(makers)('%s is one issue', async (_, make, place) => {
    looks = 0
    for (const other of [createEndless(6), watched(), look, new Array(1_000_000).fill(createEndless(3))])
      expect(await listIssues(() => make(other))).toEqual([`${place} unknown_key`])
    expect(looks).toBe(0)
  })
})

describe('a known option that holds itself', () => {
  it.each([
    ...[
      'audience',
      'resource',
      'scopes',
      'roles',
      'providers',
      'accessTokenLookup',
      'accessTokenProfile',
      'signingAlgs',
    ],
    ...['cacheSeconds', 'acrValues', 'maxAgeSeconds', 'dpop', 'mtls', 'optional', 'certificateHeader'],
  ])('of a guard gives few issues: %s', async (key) => {
    const engine = createEngine(options)
    for (const members of [3, 100, 20_000]) {
      const list: unknown[] = []
      list.push(list, list, list)
      for (const value of [
        createEndless(members),
        list,
        watched(),
        { all: list },
        { name: 'a', trustedProxies: ['b'], c: list },
      ]) {
        const issues = await listIssues(() =>
          engine.bearer({ audience, mtls: 'accepted', [key]: value } as never),
        )
        expect(issues.length).toBeLessThan(130)
        expect(issues[0]).toMatch(new RegExp(`^bearer.${key}\\b`, 'u'))
        const { response } = await engine.gate(request(), {
          bearer: { audience, mtls: 'accepted', [key]: value } as never,
        })
        expect(response?.status).toBe(500)
      }
    }
  })

  it.each(['scopes', 'parameters', 'apiOrigin', 'clientSecret', 'fetch', 'allowInsecureIssuer'])(
    'of a script gives few issues: %s',
    async (key) => {
      const script = {
        issuerUrl: 'https://id.example.com',
        clientId: 'app',
        clientSecret: 'a',
        apiOrigin: audience,
      }
      for (const value of [createEndless(6), createEndless(20_000), watched()]) {
        const issues = await listIssues(() => requestClientCredentialsToken({ ...script, [key]: value }))
        expect(issues.length).toBeLessThan(130)
        expect(issues[0]).toMatch(new RegExp(`^${key}\\b`, 'u'))
      }
    },
  )

  it('is no list of providers', async () => {
    const list: unknown[] = []
    list.push(list, list, list)
    for (const providers of [
      list,
      new Array(4_000_000_000),
      new Set(options.providers),
      createEndless(3),
      watched(),
    ])
      expect(
        (await listIssues(() => createEngine({ ...options, providers: providers as never })))[0],
      ).toMatch(/^providers/u)
  })
})

describe('what options inherit', () => {
  it('is refused: copies lose it, and pollution could set it', async () => {
    const inherit = (own: object, inherited: object): object =>
      Object.assign(Object.create(inherited) as object, own)
    const [provider] = options.providers
    expect(await listIssues(() => createEngine(inherit(options, { shareSecurity: true }) as never))).toEqual([
      'shareSecurity inherited',
    ])
    const own = inherit(provider ?? {}, { security: () => ({ requiredRoles: [] }) })
    expect(await listIssues(() => createEngine({ ...options, providers: [own as never] }))).toEqual([
      'providers.0.security inherited',
    ])
    const script = inherit({ clientId: 'app', apiOrigin: audience }, { issuerUrl: 'https://id.example.com' })
    expect(await listIssues(() => requestClientCredentialsToken(script as never))).toContain(
      'issuerUrl inherited',
    )
    const lookAlike = {
      Object: class {
        role = 'ROLE_ADMIN'
      },
    }
    const bare = (members: object): object => Object.assign(Object.create(null) as object, members)
    for (const prototype of [
      { role: 'ROLE_ADMIN' },
      bare({ role: 'ROLE_ADMIN', hasOwnProperty: 1 }),
      bare({ role: 'ROLE_ADMIN', hasOwnProperty: 1, constructor: Object }),
      Object.setPrototypeOf(lookAlike.Object.prototype, null) as object,
    ])
      expect(await listIssues(() => defineGate(inherit({}, prototype)))).toEqual([' inherited'])
  })

  it('may be nothing at all, or an object of another realm', async () => {
    const bare = Object.assign(Object.create(null) as object, { role: 'ROLE_USER' })
    expect(defineGate(bare)).toEqual({ role: 'ROLE_USER' })
    const { runInNewContext } = await import('node:vm')
    expect(defineGate(runInNewContext('({ role: "ROLE_USER" })') as object)).toEqual({ role: 'ROLE_USER' })
  })
})

describe('R-14: a gate with a mistake in it', () => {
  const mistakes: readonly (readonly [object, string])[] = [
    [{ role: { all: ['ROLE_USER'], any: ['ROLE_USER'] } }, 'role.any unknown_key'],
    [{ role: { any: ['ROLE_USER'] } }, 'role.any unknown_key'],
    [{ role: { all: ['ROLE_USER'], [Symbol('any')]: 1 } }, 'role.Symbol(any) unknown_key'],
    [
      { role: Object.defineProperty({ all: ['ROLE_USER'] }, 'any', { value: ['ROLE_ROOT'] }) },
      'role.any unknown_key',
    ],
    [
      { role: Object.assign(Object.create({ any: ['ROLE_ROOT'] }) as object, { all: ['ROLE_USER'] }) },
      'role inherited',
    ],
    [{ role: {} }, 'role invalid_type'],
    [{ role: { all: 'ROLE_USER' } }, 'role invalid_type'],
    [{ role: { all: [['ROLE_USER']] } }, 'role invalid_type'],
    [{ role: 7 }, 'role invalid_type'],
    [{ role: null }, 'role invalid_type'],
    [{ role: [{ all: ['ROLE_USER'] }] }, 'role invalid_type'],
    [{ roles: ['ROLE_USER'] }, 'roles unknown_key'],
    [{ [Symbol('role')]: 'ROLE_USER' }, 'Symbol(role) unknown_key'],
    [{ optional: 'false' }, 'optional invalid_type'],
    [{ optional: true, scopes: ['read'] }, 'scopes unknown_key'],
    [new Map([['role', 'ROLE_ADMIN']]), ' inherited'],
    [['ROLE_USER'], ' invalid_type'],
  ]

  it.each(mistakes)(
    'is config_invalid when it is made, and 500 where that is at once: %j',
    async (gate, issue) => {
      expect(await listIssues(() => defineGate(gate))).toEqual([issue])
      const events: string[] = []
      const engine = createEngine({ ...options, log: ({ code }) => events.push(code) })
      events.length = 0
      const { response, auth } = await engine.gate(request(), gate)
      expect([response?.status, auth, events]).toEqual([500, undefined, ['config_invalid']])
      const caller = await engine.authenticate(request())
      expect((await caller.authorize(gate))?.status).toBe(500)
    },
  )

  it('a role without a value is never met', async () => {
    for (const role of [undefined, [], '', { all: [] }, new Array(1), { all: new Array(1) }])
      expect((await createEngine(options).gate(request(), { role: role as never })).response?.status).toBe(
        401,
      )
  })

  it('is a copy: later changes of its options change nothing', () => {
    const given = { role: { all: ['ROLE_ADMIN'] } }
    const gate = defineGate(given)
    given.role.all.length = 0
    expect(gate).toEqual({ role: { all: ['ROLE_ADMIN'] } })
    expect(defineGate(gate)).toBe(gate)
    expect(() => Object.assign(gate, { role: [] })).toThrow(TypeError)
  })
})

const fixture = useSignInFixture()

describe('K-02: an address of the metadata', () => {
  const members = [
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'userinfo_endpoint',
    'end_session_endpoint',
    'revocation_endpoint',
  ]

  it.each([...members, 'introspection_endpoint'])(
    'with user and password is refused, and not repeated: %s',
    async (member) => {
      for (const part of ['canary:canary@', 'canary@', ':canary@', 'id.example.com%40@']) {
        const { host } = new URL(fixture.provider.issuerUrl)
        fixture.provider.twist({
          metadata: (metadata) => ({ ...metadata, [member]: `http://${part}${host}/x` }),
        })
        const app = await startApp({ issuerUrl: fixture.provider.issuerUrl, now: () => fixture.now })
        try {
          const page = await fixture.openBrowser().get(`${app.origin}/me`)
          expect([page.status, page.url.includes('canary')]).toEqual([502, false])
          expect(JSON.stringify(app.events)).toContain(
            `${member} is not an https address without user and password`,
          )
          expect(JSON.stringify(app.events)).not.toContain('canary')
        } finally {
          await app.close()
        }
      }
    },
  )

  it('of the configuration is refused with them, too', async () => {
    const withUser = 'https://user:canary@id.example.com'
    const [provider] = options.providers
    const broken: readonly (readonly [string, () => unknown])[] = [
      ['baseUrl invalid_url', () => createEngine({ ...options, baseUrl: withUser })],
      [
        'providers.0.issuerUrl invalid_url',
        () => createEngine({ ...options, providers: [{ ...provider, issuerUrl: withUser } as never] }),
      ],
      [
        'providers.0.metadataUrl invalid_url',
        () => createEngine({ ...options, providers: [{ ...provider, metadataUrl: withUser } as never] }),
      ],
      [
        'bearer.resource invalid_value',
        () => createEngine(options).bearer({ audience, resource: 'https://user:canary@app.example.com/api' }),
      ],
      [
        'apiOrigin invalid_url',
        () =>
          requestClientCredentialsToken({
            issuerUrl: 'https://id.example.com',
            clientId: 'a',
            apiOrigin: withUser,
          }),
      ],
    ]
    for (const [issue, run] of broken) {
      expect(await listIssues(run)).toEqual([issue])
      await expect((async () => run())()).rejects.not.toThrow('canary')
    }
  })
})

describe('the value of a security function', () => {
  it('is read once for each decision and copied: what becomes of it later changes no decision', async () => {
    const roles = ['ROLE_USER']
    const value = { roleMapping: { staff: roles }, requiredRoles: ['ROLE_USER'] }
    let reads = 0
    const given: SecurityOptions = {
      requiredRoles: value.requiredRoles,
      get roleMapping() {
        reads += 1
        return reads < 3 ? value.roleMapping : { staff: ['ROLE_ADMIN'] }
      },
    }
    const app = await startApp({
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      options: { security: () => given },
    })
    try {
      const browser = fixture.openBrowser()
      expect((await browser.get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
      roles.push('ROLE_ADMIN')
      value.requiredRoles.length = 0
      expect((await browser.get(`${app.origin}/me`)).text).toBe('/me of ada: ROLE_USER')
      expect(reads).toBe(1)
      expect((await fixture.openBrowser().get(`${app.origin}/me`)).text).toBe(
        '/me of ada: ROLE_ADMIN ROLE_USER',
      )
      expect(reads).toBe(2)
    } finally {
      await app.close()
    }
  })
})
