import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUserAgent, type EmbeddedProvider, signIn, startProvider } from '@x/oidc-testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

let provider: EmbeddedProvider
let baseUrl: string
const folder = mkdtempSync(join(tmpdir(), 'oidc-login-'))

async function findPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

beforeAll(async () => {
  baseUrl = `http://localhost:${await findPort()}`
  provider = await startProvider({
    preset: 'keycloak',
    people: { ada: { name: 'Ada Lovelace', roles: ['orders-admin'], groups: ['/staff'] } },
    clients: [
      { clientId: 'app', clientSecret: 'canary-secret', redirectUris: [`${baseUrl}/login/oauth2/code/main`] },
    ],
  })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await provider.close()
})

/** Runs the command, and signs in as soon as it says where. */
function login(args: readonly string[]) {
  return runCli(['login', '--base-url', baseUrl, ...args], {
    folder,
    isInteractive: true,
    environment: { OIDC_CLIENT_SECRET: 'canary-secret' },
    openBrowser: async (address) => {
      await signIn(createUserAgent(), address, 'ada')
    },
  })
}
const given = () => ['--issuer', provider.issuerUrl, '--client-id', 'app']

it('shows every claim by source, and suggests rolesClaims', async () => {
  const { exitCode, output } = await login(given())
  expect(output).toMatch(/ID Token[\s\S]*"Ada Lovelace"[\s\S]*UserInfo[\s\S]*Access token/u)
  expect(output).toContain(
    "{ path: ['realm_access', 'roles'], from: 'accessToken' }, // default-roles-main, ",
  )
  expect(output).not.toMatch(/canary|ey[\w-]+\.ey/u)
  expect(exitCode).toBe(0)
})

it('prints tokens only where it is asked to', async () => {
  const { output } = await login([...given(), '--show-tokens', '--json'])
  const { tokens, claims } = JSON.parse(output) as { tokens: { idToken: string }; claims: object }
  expect(tokens.idToken).toMatch(/^ey[\w-]+\.ey/u)
  expect(claims).toMatchObject({ idToken: { name: 'Ada Lovelace' } })
})

it('decides with a configuration', async () => {
  const options = {
    baseUrl: 'https://app.example.com',
    providers: [
      {
        ...{
          providerId: 'main',
          issuerUrl: provider.issuerUrl,
          clientId: 'app',
          clientSecret: 'canary-secret',
        },
        rolesClaims: [{ path: ['realm_access', 'roles'], from: 'accessToken' }],
      },
    ],
    // The redirect URI of the client is the usual one.
    paths: { authorization: '/start/{providerId}', login: '/who' },
    security: { roleMapping: { 'orders-admin': ['ROLE_USER'] } },
    session: { secret: 'a secret of more than thirty-two bytes' },
  }
  writeFileSync(join(folder, 'oidc.config.mjs'), `export default ${JSON.stringify(options)}\n`)
  const { exitCode, output } = await login([])
  expect(output).toMatch(/Admitted|"ROLE_USER"/u)
  expect(exitCode).toBe(0)
})

it('says where a role key stands that no rule of the configuration reads', async () => {
  const options = {
    baseUrl,
    providers: [
      {
        ...{
          providerId: 'main',
          issuerUrl: provider.issuerUrl,
          clientId: 'app',
          clientSecret: 'canary-secret',
        },
        rolesClaims: ['other'],
      },
    ],
    security: { roleMapping: { 'orders-admin': ['ROLE_USER'] } },
    session: { secret: 'a secret of more than thirty-two bytes' },
  }
  writeFileSync(join(folder, 'other.config.mjs'), `export default ${JSON.stringify(options)}\n`)
  const { exitCode, output } = await login(['--config', 'other.config.mjs'])
  expect(output).toContain(
    `The access token has "orders-admin" at ["realm_access","roles"]; no entry of rolesClaims reads it. Add the entry { path: ['realm_access', 'roles'], from: 'accessToken' }`,
  )
  expect(exitCode).toBe(1)
})

it('ends with what the library says when the sign-in fails', async () => {
  const { exitCode, errors } = await login([...given(), '--issuer', `${provider.issuerUrl}/other`])
  expect(errors).toMatch(/Check issuerUrl/u)
  expect(exitCode).toBe(2)
})

it('ends after the timeout', async () => {
  const { exitCode, errors } = await runCli(['login', '--base-url', baseUrl, ...given(), '--timeout', '0.05'])
  expect(errors).toMatch(/within 0.05 seconds/u)
  expect(exitCode).toBe(2)
})

it.each(['https://app.example.com', 'https://localhost:3000'])(
  'says that a browser cannot come back to %s',
  async (address) => {
    const { exitCode, errors } = await runCli(['login', ...given(), '--base-url', address])
    expect(errors).toMatch(/Give --base-url http:\/\/localhost:3000/u)
    expect(exitCode).toBe(2)
  },
)

it.each([
  [
    'http://localhost:99999',
    /--base-url "http:\/\/localhost:99999" has a bad port: it is a number from 1 to 65535/u,
  ],
  ['localhost:3000', /--base-url "loca…" \(14 characters\) is no address of an application/u],
])('says what is wrong with the address %s', async (address, message) => {
  const { exitCode, errors } = await runCli(['login', ...given(), '--base-url', address])
  expect(errors).toMatch(message)
  expect(exitCode).toBe(2)
})

it('says that the port is in use, and what to do', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  const { exitCode, errors } = await runCli(['login', ...given(), '--base-url', `http://localhost:${port}`])
  await new Promise((resolve) => server.close(resolve))
  expect(errors).toContain(`Port ${port} is in use. Stop what listens there, or give another --base-url`)
  expect(exitCode).toBe(2)
})

it.each(['soon', '0', '-1', '1e9', ''])('says that %j is no timeout', async (timeout) => {
  const { exitCode, errors } = await runCli(['login', ...given(), '--timeout', timeout])
  expect(errors).toMatch(/--timeout ".*" is no number of seconds/u)
  expect(exitCode).toBe(2)
})
