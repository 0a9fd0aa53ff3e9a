import { createServer } from 'node:http'
import { createUserAgent } from '@x/oidc-testing'
import { afterEach, describe, expect, it } from 'vitest'
import { listenOnLoopback, stopServer } from '../src/listen-on-loopback.ts'
import { people } from '../src/people.ts'
import { startDemo } from '../src/start-demo.ts'
import type { RunningDemo } from '../src/start-demo.ts'

let demo: RunningDemo | undefined
afterEach(async () => {
  await demo?.close()
  demo = undefined
})

const options = { people, accessTokenFormat: 'jwt', appPort: 0, providerPort: 0 } as const

describe('startDemo', () => {
  it('takes other ports when the wanted ones are taken', async () => {
    const taken = createServer()
    const port = await listenOnLoopback(taken, 0)
    try {
      demo = await startDemo({ ...options, appPort: port, providerPort: port })
      expect((await fetch(demo.appUrl)).status).toBe(200)
      expect(new URL(demo.appUrl).port).not.toBe(String(port))
      expect(new URL(demo.providerUrl).port).not.toBe(String(port))
    } finally {
      await stopServer(taken)
    }
  })

  it('leaves nothing running once it is closed', async () => {
    demo = await startDemo(options)
    const { appUrl, providerUrl } = demo
    await demo.close()
    await expect(fetch(appUrl)).rejects.toThrow()
    await expect(fetch(providerUrl)).rejects.toThrow()
  })

  it('keeps the style sheet cacheable, and what a gate or a session shaped from being cached', async () => {
    demo = await startDemo(options)
    const styles = await fetch(`${demo.appUrl}/style.css`)
    expect(styles.headers.get('cache-control')).toBe('public, max-age=60')
    expect((await fetch(demo.appUrl)).headers.get('cache-control')).toBe('private, no-store')
  })

  it('sends a browser to the sign-in, and tells a program that it has to', async () => {
    demo = await startDemo(options)
    const browser = createUserAgent()
    expect((await browser.get(`${demo.appUrl}/admin`, { followRedirects: false })).status).toBe(302)
    expect((await fetch(`${demo.appUrl}/admin`)).status).toBe(401)
  })
})
