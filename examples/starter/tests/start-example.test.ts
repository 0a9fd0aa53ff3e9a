import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { people } from '@x/example-node/people'
import { createUserAgent } from '@x/oidc-testing'
import { afterEach, describe, expect, it } from 'vitest'
import { startExample } from '../src/start-example.ts'
import type { RunningExample } from '../src/start-example.ts'
import { nodeOptions } from './tested-apps.ts'

let example: RunningExample | undefined
afterEach(async () => {
  await example?.close()
  example = undefined
})

const options = { app: 'node', people, appPort: 0, providerPort: 0, nodeOptions } as const

describe('startExample', () => {
  it('takes other ports when the wanted ones are taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    try {
      example = await startExample({ ...options, appPort: port, providerPort: port })
      expect((await fetch(example.appUrl)).status).toBe(200)
      expect(new URL(example.appUrl).port).not.toBe(String(port))
      expect(new URL(example.provider.issuerUrl).port).not.toBe(String(port))
    } finally {
      taken.close()
    }
  })

  it('leaves nothing running once it is closed', async () => {
    example = await startExample(options)
    const { appUrl, provider } = example
    await example.close()
    await expect(fetch(appUrl)).rejects.toThrow()
    await expect(fetch(provider.issuerUrl)).rejects.toThrow()
  })

  it('keeps the style sheet cacheable, and what a gate or a session shaped from being cached', async () => {
    example = await startExample(options)
    const styles = await fetch(`${example.appUrl}/style.css`)
    expect(styles.headers.get('cache-control')).toBe('public, max-age=60')
    expect((await fetch(example.appUrl)).headers.get('cache-control')).toBe('private, no-store')
  })

  it('sends a browser to the sign-in, and tells a program that it has to', async () => {
    example = await startExample(options)
    const browser = createUserAgent()
    expect((await browser.get(`${example.appUrl}/admin`, { followRedirects: false })).status).toBe(302)
    expect((await fetch(`${example.appUrl}/admin`)).status).toBe(401)
  })
})
