import express from 'express'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAppOidc } from '../../src/oidc.ts'
import { createEventsApp } from '../../src/server-sent-events-hono.ts'
import { serveEvents } from '../../src/server-sent-events.ts'
import { readPerson, type RunningRecipe, startRecipe } from '../start-recipe.ts'

/** How each adapter answers the requests of the test. */
const kinds = {
  Express({ server, settings }: RunningRecipe) {
    const oidc = createAppOidc(settings)
    const app = express().use(oidc.middleware())
    serveEvents(app, oidc)
    server.on('request', app)
    return { oidc, send: (path: string, init: RequestInit) => fetch(settings.baseUrl + path, init) }
  },
  Hono({ server, settings }: RunningRecipe) {
    const { app, oidc } = createEventsApp(settings)
    // The sign-in, which an agent does by the network.
    server.on('request', async (req, res) => {
      const headers = new Headers(req.headers as Record<string, string>)
      const response = await app.request(settings.baseUrl + (req.url ?? ''), {
        method: req.method ?? '',
        headers,
      })
      const setCookies = response.headers.getSetCookie()
      res.writeHead(response.status, {
        ...Object.fromEntries(response.headers),
        ...(setCookies.length > 0 && { 'set-cookie': setCookies }),
      })
      res.end(await response.text())
    })
    return {
      oidc,
      send: async (path: string, init: RequestInit) => app.request(settings.baseUrl + path, init),
    }
  },
}

describe.each(Object.entries(kinds))('events on %s', (_name, add) => {
  let recipe: RunningRecipe
  let app: ReturnType<typeof add>
  beforeEach(async () => {
    recipe = await startRecipe()
    app = add(recipe)
  })
  afterEach(() => recipe.close())

  it('are refused without a session', async () => {
    expect((await app.send('/events', {})).status).toBe(401)
  })

  it('end with the session, and a reconnect is refused', async () => {
    const headers = { cookie: await recipe.obtainCookie('ben') }
    const person = await readPerson(recipe, headers.cookie)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const response = await app.send('/events', { headers })
      expect(response.headers.get('content-type')).toContain('text/event-stream')
      const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>
      const first = await reader.read()
      expect(new TextDecoder().decode(first.value)).toContain('data: hello Ben')

      await vi.advanceTimersByTimeAsync(60_000)
      await app.oidc.endSessions(person)
      await vi.advanceTimersByTimeAsync(60_000)
      await vi.waitFor(async () => expect((await reader.read()).done).toBe(true))
    } finally {
      vi.useRealTimers()
    }
    expect((await app.send('/events', { headers })).status).toBe(401)
  })

  it('leave no check behind a HEAD request', async () => {
    const headers = { cookie: await recipe.obtainCookie('ben') }
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const aborted = new AbortController()
      const response = await app.send('/events', { method: 'HEAD', headers, signal: aborted.signal })
      expect(response.status).toBe(200)
      aborted.abort()
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0))
    } finally {
      vi.useRealTimers()
    }
  })

  it('end no later than the session would by itself', async () => {
    const headers = { cookie: await recipe.obtainCookie('ben') }
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() })
    try {
      const response = await app.send('/events', { headers })
      const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>
      await reader.read()
      // The default of `session.absoluteSeconds`.
      vi.setSystemTime(Date.now() + 12 * 3600 * 1000)
      await vi.advanceTimersByTimeAsync(60_000)
      await vi.waitFor(async () => expect((await reader.read()).done).toBe(true))
    } finally {
      vi.useRealTimers()
    }
  })
})
