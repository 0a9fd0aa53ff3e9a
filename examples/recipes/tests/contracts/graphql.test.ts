import express from 'express'
import { describe, expect, it } from 'vitest'
import { serveGraphql } from '../../src/graphql.ts'
import { createAppOidc } from '../../src/oidc.ts'
import { useRecipe } from '../start-recipe.ts'

const recipe = useRecipe(({ server, settings }) => {
  const oidc = createAppOidc(settings)
  const app = express().use(oidc.middleware())
  serveGraphql(app, oidc)
  server.on('request', app)
})

async function ask(query: string, cookie = '', type = 'application/json') {
  const response = await fetch(`${recipe().origin}/graphql`, {
    method: 'POST',
    headers: { cookie, 'content-type': type, accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query }),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe('GraphQL', () => {
  it('refuses callers without the role', async () => {
    const anonymous = await ask('{ invoices }')
    expect([anonymous.status, anonymous.text]).toEqual([401, expect.stringContaining('UNAUTHENTICATED')])
    const ben = await ask('{ invoices }', await recipe().obtainCookie('ben'))
    expect([ben.status, ben.text]).toEqual([403, expect.stringContaining('FORBIDDEN')])
    expect(anonymous.text + ben.text).not.toContain('A-1')
  })

  it('takes no form, which another page could send', async () => {
    const { status } = await ask('{ me }', '', 'multipart/form-data; boundary=x')
    expect(status).toBe(415)
  })

  it('knows the caller, and keeps the response private', async () => {
    const { text, headers } = await ask('{ me invoices }', await recipe().obtainCookie('ada'))
    expect(JSON.parse(text)).toEqual({ data: { me: 'Ada', invoices: ['A-1', 'A-2'] } })
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(JSON.parse((await ask('{ me }')).text)).toEqual({ data: { me: null } })
  })
})
