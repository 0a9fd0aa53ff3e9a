import express from 'express'
import { describe, expect, it } from 'vitest'
import { createAppOidc } from '../../src/oidc.ts'
import { serveTrpc } from '../../src/trpc.ts'
import { useRecipe } from '../start-recipe.ts'

const recipe = useRecipe(({ server, settings }) => {
  const oidc = createAppOidc(settings)
  const app = express().use(oidc.middleware())
  serveTrpc(app, oidc)
  server.on('request', app)
})

async function call(procedure: string, method: string, cookie = '') {
  const headers = { cookie, 'content-type': 'application/json' }
  const response = await fetch(`${recipe().origin}/trpc/${procedure}`, { method, headers })
  const { result, error } = (await response.json()) as {
    result?: { data: unknown }
    error?: { data: { code: string } }
  }
  return { status: response.status, answer: result?.data ?? error?.data.code, headers: response.headers }
}

describe('tRPC', () => {
  it('refuses callers without the role', async () => {
    expect(await call('rename', 'POST')).toMatchObject({ status: 401, answer: 'UNAUTHORIZED' })
    const ben = await recipe().obtainCookie('ben')
    expect(await call('rename', 'POST', ben)).toMatchObject({ status: 403, answer: 'FORBIDDEN' })
  })

  it('knows the caller, and keeps the response private', async () => {
    const ada = await recipe().obtainCookie('ada')
    expect(await call('rename', 'POST', ada)).toMatchObject({ status: 200, answer: 'renamed by Ada' })
    const { answer, headers } = await call('greet', 'GET', ada)
    expect([answer, headers.get('cache-control')]).toEqual(['hello Ada', 'private, no-store'])
    expect((await call('greet', 'GET')).answer).toBe('hello stranger')
  })
})
