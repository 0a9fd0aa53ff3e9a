import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createUserAgent, signIn } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { nodeOptions } from '../tested-apps.ts'

/** Runs `npm start` with these arguments, without what it builds. */
function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), ...args], {
    ...{ env: { ...process.env, NODE_OPTIONS: nodeOptions }, stdio: ['ignore', 'pipe', 'pipe'] },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  return { child, ended: once(child, 'close'), output: () => output }
}

async function startApp(app: string, ...more: readonly string[]) {
  const starter = run(`--app=${app}`, '--port=0', '--provider-port=0', ...more)
  await expect.poll(starter.output).toContain('Ctrl-C stops everything')
  const [, appUrl = ''] = /App +(\S+)/u.exec(starter.output()) ?? []
  const [, providerUrl = ''] = /Provider +(\S+)/u.exec(starter.output()) ?? []
  return { ...starter, appUrl, providerUrl }
}

const isGone = (url: string) => () =>
  fetch(url).then(
    () => false,
    () => true,
  )

describe('npm start', () => {
  it.each(['node', 'express', 'hono'])('--app=%s says where it is and who can sign in', async (app) => {
    const { child, ended, output, appUrl } = await startApp(app)
    expect((await fetch(appUrl)).status).toBe(200)
    expect(output()).toContain('Ada Example')
    expect(output().includes(`${appUrl}/use-the-api`)).toBe(app === 'node')
    child.kill('SIGTERM')
    await ended
  })

  it('--provider=keycloak signs in at a realm', async () => {
    const { child, ended, output, appUrl, providerUrl } = await startApp('node', '--provider=keycloak')
    expect(providerUrl).toMatch(/\/realms\/main$/u)
    const page = await signIn(createUserAgent(), `${appUrl}/notice/edit`, 'dana')
    expect([page.status, page.url]).toEqual([200, `${appUrl}/notice/edit`])
    expect(output()).toContain('commands to copy, for a JWT)')
    child.kill('SIGTERM')
    await ended
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops everything by %s', async (signal) => {
    const { child, ended, appUrl, providerUrl } = await startApp('express')
    child.kill(signal)
    expect((await ended)[0]).toBe(0)
    expect(await isGone(appUrl)()).toBe(true)
    expect(await isGone(providerUrl)()).toBe(true)
  })

  it('leaves nothing running, even if it is killed', async () => {
    const { child, ended, appUrl } = await startApp('express')
    child.kill('SIGKILL')
    await ended
    await expect.poll(isGone(appUrl)).toBe(true)
  })

  it('says how it is used when asked for help', async () => {
    const { child, ended, output } = run('--help')
    await ended
    expect(child.exitCode).toBe(0)
    expect(output()).toContain('--provider')
    expect(output()).not.toContain('Unknown option')
  })

  it('lists the known apps when asked for another', async () => {
    const { child, ended, output } = run('--app=koa')
    await ended
    expect(child.exitCode).toBe(2)
    expect(output()).toContain("There is no app 'koa'. Choose node, express, fastify, hono or next.")
    expect(output()).toContain('--help lists the options')
  })

  it('--help lists every option and starts nothing', async () => {
    const { child, ended, output } = run('--help', '--port=0')
    await ended
    expect(child.exitCode).toBe(0)
    for (const option of ['--app', '--provider', '--port', '--provider-port', '--check', '--help']) {
      expect(output()).toMatch(new RegExp(`^ .*${option} `, 'mu'))
    }
    expect(output()).not.toContain('The demo runs')
  })
})
