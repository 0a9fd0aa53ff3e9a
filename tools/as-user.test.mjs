import { tmpdir } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'

const secrets = {
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary-1',
  ACTIONS_RUNTIME_TOKEN: 'canary-2',
  GITHUB_TOKEN: 'canary-3',
  GH_TOKEN: 'canary-4',
  GITHUB_OUTPUT: '/canary-5',
  NODE_AUTH_TOKEN: 'canary-6',
  NPM_TOKEN: 'canary-7',
  'npm_config_//registry.example/:_authToken': 'canary-8',
  npm_config__auth: 'canary-9',
  OIDC_CLIENT_SECRET: 'canary-10',
  NODE_OPTIONS: '--title=canary-11',
}

describe('a program that runs as on the machine of a user', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.resetModules()
  })

  it('gets what it needs, and no variable besides', async () => {
    for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value)
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128')
    vi.resetModules()
    const { runOrThrow } = await import('./as-user.mjs')
    const print = 'console.log(JSON.stringify(process.env))'
    const printed = await runOrThrow(process.execPath, ['-e', print], tmpdir(), { GIVEN: 'yes' })
    expect(printed).not.toContain('canary')
    expect(JSON.parse(printed)).toMatchObject({ GIVEN: 'yes', HTTPS_PROXY: 'http://proxy.example:3128' })
    expect(JSON.parse(printed).PATH).not.toBe('')
  })
})
