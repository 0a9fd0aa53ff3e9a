import { type EmbeddedProvider, type PresetName, startProvider } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding } from '../src/doctor/finding.ts'
import { runCli } from './run-cli.ts'

const baseUrl = 'http://localhost:3000'
const client = {
  clientId: 'app',
  clientSecret: 'the secret of the client',
  redirectUris: [`${baseUrl}/login/oauth2/code/main`],
  postLogoutRedirectUris: [`${baseUrl}/logout/done`],
}

async function doctor(
  issuerUrl: string,
  more: { args?: readonly string[]; secret?: string; clockSeconds?: number } = {},
): Promise<{ exitCode: number; findings: readonly Finding[]; output: string }> {
  const { args = [], secret = client.clientSecret, clockSeconds = 0 } = more
  const result = await runCli(['doctor', '--issuer', issuerUrl, '--client-id', 'app', '--json', ...args], {
    environment: { OIDC_CLIENT_SECRET: secret },
    now: () => Date.now() / 1000 + clockSeconds,
  })
  const { findings } = JSON.parse(result.output || '{"findings":[]}') as { findings: readonly Finding[] }
  return { exitCode: result.exitCode, findings, output: result.output + result.errors }
}

const faults = (findings: readonly Finding[]) => findings.filter(({ state }) => state !== 'ok')

describe('doctor says nothing wrong', () => {
  const presets: readonly (PresetName | undefined)[] = [undefined, 'keycloak', 'entra', 'auth0']

  it.each(presets)('about a good set-up, preset %s', async (preset) => {
    const provider = await startProvider({ ...(preset && { preset }), clients: [client] })
    try {
      const { exitCode, findings } = await doctor(provider.issuerUrl, {
        args: ['--scopes', 'openid profile email'],
      })
      expect(faults(findings)).toEqual([])
      expect(exitCode).toBe(0)
      expect(findings.map(({ check }) => check)).toEqual(
        expect.arrayContaining([
          'discovery',
          'issuer',
          'clock',
          'keys',
          'redirect_uri',
          'client',
          'sign_out',
        ]),
      )
    } finally {
      await provider.close()
    }
  })
})

describe('doctor at a provider that takes the standards seriously', () => {
  let provider: EmbeddedProvider
  beforeAll(async () => {
    provider = await startProvider({
      clients: [client, { clientId: 'public', redirectUris: client.redirectUris }],
    })
  })
  afterAll(() => provider.close())

  it('names a redirect URI that is not registered', async () => {
    const { exitCode, findings } = await doctor(provider.issuerUrl, {
      args: ['--base-url', 'http://localhost:4000'],
    })
    expect(faults(findings)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          check: 'redirect_uri',
          state: 'problem',
          todo: expect.stringContaining(
            'Register the redirect URI http://localhost:4000/login/oauth2/code/main',
          ) as string,
        }),
        expect.objectContaining({
          check: 'sign_out',
          state: 'problem',
          todo: expect.stringContaining('http://localhost:4000/logout/done') as string,
        }),
      ]),
    )
    expect(exitCode).toBe(1)
  })

  it.each([
    ['/login/oauth2/code/main', 0],
    ['/callback', 1],
  ])('asks with the callback %s', async (callback, expected) => {
    const { exitCode } = await doctor(provider.issuerUrl, { args: ['--callback', callback] })
    expect(exitCode).toBe(expected)
  })

  it('names a client that the provider does not know', async () => {
    const { findings } = await doctor(provider.issuerUrl, { args: ['--client-id', 'other'] })
    expect(faults(findings)[0]).toMatchObject({ check: 'client', state: 'problem' })
    expect(faults(findings)[0]?.todo).toMatch(/Check clientId: the provider does not know "other"/u)
  })

  it('names a wrong secret, and shows it nowhere', async () => {
    const { findings, output } = await doctor(provider.issuerUrl, { secret: 'another secret' })
    expect(faults(findings)).toMatchObject([{ check: 'client', state: 'problem' }])
    expect(faults(findings)[0]?.todo).toMatch(/Copy the secret anew/u)
    expect(output).not.toContain('another secret')
  })

  it('names a missing secret', async () => {
    const { findings } = await doctor(provider.issuerUrl, { secret: '' })
    expect(faults(findings)).toMatchObject([{ check: 'client' }])
    expect(faults(findings)[0]?.todo).toMatch(/knows a secret for this client/u)
  })

  it('names a secret that a public client does not have', async () => {
    const { findings } = await doctor(provider.issuerUrl, { args: ['--client-id', 'public'] })
    expect(faults(findings)[0]).toMatchObject({ check: 'client' })
    expect(faults(findings)[0]?.todo).toMatch(/public one: leave clientSecret out/u)
  })

  it('names a scope that the provider refuses', async () => {
    const { findings } = await doctor(provider.issuerUrl, { args: ['--scopes', 'openid orders:read'] })
    expect(faults(findings)[0]).toMatchObject({ check: 'scopes' })
  })

  it('finds the issuer that was meant', async () => {
    const { findings } = await doctor(`${provider.issuerUrl}/auth`)
    expect(faults(findings)).toMatchObject([{ check: 'discovery', state: 'problem' }])
    expect(faults(findings)[0]?.todo).toContain(`issuerUrl is probably ${provider.issuerUrl}`)
  })
})
