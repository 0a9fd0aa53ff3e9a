import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createUserAgent,
  type JsonRecord,
  type MisbehavingProvider,
  startMisbehavingProvider,
} from '@x/oidc-testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { summarize } from '../src/doctor/summarize-page.ts'
import { createRecorder } from '../src/login/record-claims.ts'
import { runCli } from './run-cli.ts'

/** A bell, a title of the window, DEL, a colour in C1, and controls of the direction of text. */
const hostile = 'x\u0007\u001B]0;y\u0007\u007F\u009B31m\u061C\u200F\u2028\u202E\u2066z'
const folder = mkdtempSync(join(tmpdir(), 'oidc-hostile-'))
const secret = { OIDC_CLIENT_SECRET: 'canary-secret' }
let provider: MisbehavingProvider
beforeAll(async () => {
  provider = await startMisbehavingProvider()
})
afterEach(() => provider.behave())
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await provider.close()
})

const escapeSign = '\u001B'
const ownSequences = new RegExp(`\r${escapeSign}\\[K|${escapeSign}\\[\\d+m|\n`, 'gu')

/** What a terminal gets, without line feeds and the sequences that the command line itself writes. */
function findControls(written: string): readonly string[] {
  const plain = written.replaceAll(ownSequences, '')
  return plain.match(/[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu) ?? []
}

async function run(args: readonly string[], given: Parameters<typeof runCli>[1] = {}) {
  const { output, errors } = await runCli(args, { folder, environment: secret, ...given })
  expect(findControls(output + errors)).toEqual([])
  expect(output + errors).not.toContain('canary')
  return { output, errors }
}

const spoil = (members: JsonRecord): JsonRecord =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      typeof value === 'string' && !value.startsWith('http') ? hostile : value,
    ]),
  )

describe.each([['--json'], []])('doctor shows no control character of a provider: %s', (...flags) => {
  const doctor = () =>
    run(['doctor', '--issuer', provider.issuerUrl, '--client-id', 'app', ...flags], { isInteractive: true })

  it.each<[string, Parameters<MisbehavingProvider['twist']>[0]]>([
    [
      'in headers',
      {
        respond: () => ({
          ...{ headers: { 'content-type': 'text/x\u009B31m\u0085' }, body: hostile },
        }),
      },
    ],
    ['in the body of an error', { respond: () => ({ status: 404, body: hostile }) }],
    ['in another issuer', { metadata: (own) => ({ ...own, issuer: hostile }) }],
    [
      'in metadata',
      {
        metadata: (own) => ({
          ...own,
          token_endpoint: `http://${hostile}`,
          ...{ scopes_supported: [hostile], response_types_supported: [hostile] },
        }),
      },
    ],
    [
      'in lists of metadata',
      {
        metadata: (own) => ({
          ...own,
          ...{ scopes_supported: [hostile], id_token_signing_alg_values_supported: [hostile] },
          code_challenge_methods_supported: [hostile],
        }),
      },
    ],
    [
      'in an authorization response',
      {
        authorizationResponse: (params) => {
          for (const name of ['error', 'error_description', 'iss']) params.set(name, hostile)
        },
      },
    ],
    [
      'in a page',
      { respond: ({ path }) => (path === '/authorize' ? { status: 400, body: hostile } : undefined) },
    ],
    ['in the answer of the token endpoint', { tokenStatus: 400, tokenResponse: (own) => spoil(own) }],
    [
      'in the error of the token endpoint',
      {
        respond: ({ path }) =>
          path === '/token'
            ? {
                ...{ status: 400, headers: { 'content-type': 'application/json' } },
                body: JSON.stringify({ error: hostile, error_description: hostile }),
              }
            : undefined,
      },
    ],
    ['in keys', { jwks: ({ keys }) => ({ keys: keys.map(spoil) }) }],
  ])('%s', async (_, twists) => {
    provider.twist(twists)
    const { output } = await doctor()
    expect(output).toMatch(flags.length > 0 ? /^\{/u : /[✔✘]/u)
    if (flags.length > 0) expect(JSON.parse(output)).toHaveProperty('findings')
  })
})

describe('explain shows no control character', () => {
  const config = {
    baseUrl: 'http://localhost:3000',
    providers: [
      { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', rolesClaims: ['groups'] },
    ],
    security: { roleMapping: { staff: [hostile], [hostile]: ['ROLE_USER'] }, requiredRoles: [] },
    session: { secret: 'a secret of more than thirty-two bytes' },
  }
  const claims = { sub: hostile, groups: [hostile, 'staff'], [hostile]: [hostile] }
  it.each(['words', 'json', 'svg', 'html'])('in the format %s', async (format) => {
    writeFileSync(join(folder, 'oidc.config.mjs'), `export default ${JSON.stringify(config)}\n`)
    const { output } = await run(['explain', '--claims', '-', '--format', format], {
      readInput: async () => JSON.stringify(claims),
    })
    expect(output.length).toBeGreaterThan(50)
    if (format === 'json') expect(JSON.stringify(JSON.parse(output))).toContain('\u202E')
  })

  it.each([
    [['explain', '--claims', '-', '--role', hostile]],
    [['explain', '--claims', hostile]],
    [['explain', '--claims', '-', '--config', `${hostile}.ts`]],
    [['explain', '--claims', '-', '--provider', hostile]],
    [['explain', `--${hostile}`]],
    [['explain', '--claims', '-', '--format', hostile]],
    [[hostile]],
    [['doctor', '--issuer', `https://${hostile}.example`, '--client-id', 'app']],
    [['init', hostile, '--framework', hostile]],
    [['login', '--issuer', 'https://id.example.com', '--client-id', hostile, '--base-url', hostile]],
  ])('of the arguments %j', async (args) => {
    writeFileSync(join(folder, 'oidc.config.mjs'), `export default ${JSON.stringify(config)}\n`)
    const { output, errors } = await run(args, { readInput: async () => JSON.stringify(claims) })
    expect(output + errors).not.toBe('')
  })
})

describe('login', () => {
  const login = async (...flags: readonly string[]) => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    return run(['login', '--show-tokens', '--base-url', `http://localhost:${port}`, ...flags], {
      isInteractive: true,
      openBrowser: async (address) => {
        await createUserAgent().get(address)
      },
    })
  }
  const given = () => ['--issuer', provider.issuerUrl, '--client-id', 'app']

  it.each([['--json'], []])('shows no control character of a provider: %s', async (...flags) => {
    // The engine refuses tokens with such characters (RFC 6749, appendix A).
    const spoilClaims = (own: JsonRecord) => ({ ...own, groups: [hostile], [hostile]: hostile })
    provider.twist({ idTokenClaims: spoilClaims, userinfo: spoilClaims })
    const { output } = await login(...given(), ...flags)
    expect(output).toContain(String.raw`\u009b31m`)
    if (flags.length > 0)
      expect(JSON.parse(output)).toMatchObject({
        claims: { idToken: { [hostile]: hostile }, userinfo: { groups: [hostile] } },
        suggestions: [{ path: 'groups', values: [hostile] }],
      })
  })

  it('asks UserInfo at the address of the configuration, and says why its answer is not used', async () => {
    const elsewhere = await startMisbehavingProvider()
    try {
      provider.requests.clear()
      elsewhere.twist({
        respond: () => ({
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ sub: 'another person' }),
        }),
      })
      const config = {
        baseUrl: 'http://localhost:3000',
        providers: [
          {
            ...{ providerId: 'main', issuerUrl: provider.issuerUrl, clientId: 'app' },
            metadata: { userinfo_endpoint: `${elsewhere.issuerUrl}/userinfo` },
          },
        ],
        security: { requiredRoles: [] },
        session: { secret: 'a secret of more than thirty-two bytes' },
      }
      writeFileSync(join(folder, 'userinfo.config.mjs'), `export default ${JSON.stringify(config)}\n`)
      const { output, errors } = await login('--config', 'userinfo.config.mjs')
      expect(elsewhere.requests.count('/userinfo')).toBe(1)
      expect(provider.requests.count('/userinfo')).toBe(0)
      expect(output).not.toContain('another person')
      expect(errors).toMatch(/UserInfo is not shown: .*sub/u)
    } finally {
      await elsewhere.close()
    }
  })
})

describe('a page of a million characters', () => {
  const fill = (unit: string): string => unit.repeat(Math.ceil(1_000_000 / unit.length))
  it.each([
    ['tags that do not end', `${fill('<p ')}${fill(' id="error')}`],
    ['comments that do not end', fill('<!--')],
    ['scripts that do not end', fill('<script>')],
    ['links that do not end', fill('<a ')],
    ['elements with an error that do not end', fill('<p id="error">')],
    ['elements with an error and without a text', fill('<p id="error"></p>')],
    ['attributes', `<p ${fill(' id="a"')}>`],
    ['spaces', `<p${' '.repeat(1_000_000)}x`],
    ['entities', fill('&a')],
    ['closing tags', fill('</p>')],
    ['signs', fill('<')],
  ])('of %s is summarized at once', (_, page) => {
    // The time of an expression that goes back is by the square of a million or more: it would not end within the timeout.
    expect(summarize(page).length).toBeLessThan(161)
    expect(summarize(`<p class="error">Client not found.</p>${page}`)).toContain('Client not found.')
  })
})

describe('an answer without an end', () => {
  /** Gives up to 64 MB, and counts what was taken. */
  function createFlood() {
    const chunk = new TextEncoder().encode('x'.repeat(65_536))
    const flood = { taken: 0, isCancelled: false, body: (): ReadableStream<Uint8Array> => stream() }
    const stream = () =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          flood.taken += chunk.length
          if (flood.taken > 64_000_000) controller.close()
          else controller.enqueue(chunk)
        },
        cancel: () => void (flood.isCancelled = true),
      })
    return flood
  }
  const json = { headers: { 'content-type': 'application/json' } }

  it.each(['/.well-known/openid-configuration', '/jwks', '/authorize', '/token', '/introspect', '/logout'])(
    'is read for a million bytes, and then ended: %s',
    async (path) => {
      const flood = createFlood()
      const config = {
        baseUrl: 'http://localhost:3000',
        providers: [
          {
            ...{ providerId: 'main', issuerUrl: provider.issuerUrl, clientId: 'app' },
            ...{ clientSecret: 'canary-secret', accessTokenFormat: 'opaque' },
          },
        ],
        security: { requiredRoles: [] },
        session: { secret: 'a secret of more than thirty-two bytes' },
      }
      writeFileSync(join(folder, 'flood.config.mjs'), `export default ${JSON.stringify(config)}\n`)
      let floods = 0
      await run(['doctor', '--config', 'flood.config.mjs'], {
        fetch: async (...args) => {
          const { pathname } = new URL(args[0] instanceof Request ? args[0].url : args[0])
          if (!pathname.endsWith(path)) return fetch(...args)
          floods += 1
          return new Response(flood.body(), { ...json, status: path === '/token' ? 401 : 200 })
        },
      })
      expect(floods).toBeGreaterThan(0)
      expect(flood.taken / floods).toBeLessThan(1_500_000)
      expect(flood.isCancelled).toBe(true)
    },
  )

  it('is recorded of a sign-in for a million bytes', async () => {
    const flood = createFlood()
    const recorder = createRecorder(async () => new Response(flood.body(), json), 'https://id.example.com')
    const response = await recorder.fetch('https://id.example.com/token')
    expect(flood.taken).toBeLessThan(1_500_000)
    await response.body?.cancel()
    expect(flood.isCancelled).toBe(true)
  })
})
