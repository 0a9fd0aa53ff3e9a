import express, { type RequestHandler } from 'express'
import { createOidc } from '@x/oidc-node'
import { minimalOptions } from '@x/oidc-testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { serve } from './serve.ts'

const oidc = createOidc(minimalOptions())
const written: string[] = []

beforeEach(() => {
  written.length = 0
  vi.spyOn(console, 'error').mockImplementation((line: unknown) => void written.push(String(line)))
})
afterEach(() => {
  vi.restoreAllMocks()
})

it.each([
  ['oidc.middleware', oidc.middleware],
  ['oidc.requireUser', oidc.requireUser],
])('answers 500 and says why where %s is passed without a call', async (name, create) => {
  const app = express()
  app.use(create as unknown as RequestHandler)
  const answer = await fetch(await serve(app))
  expect(answer.status).toBe(500)
  // Express shows the error outside of production.
  expect(await answer.text()).toContain(
    `${name} was passed as a handler, but it creates one. Call it: ${name}().`,
  )
})

it('refuses requireRole without a role at the definition', () => {
  expect(() => oidc.requireRole(...([] as unknown as ['ROLE_USER']))).toThrow(
    "requireRole has an error:\n- role is missing: write requireRole('ROLE_USER')",
  )
})

it('refuses a gate in front of the sign-in paths, which would redirect without end', async () => {
  const app = express()
  app.use(oidc.requireUser())
  app.use(oidc.middleware())
  const origin = await serve(app)
  const answer = await fetch(`${origin}/login`, { redirect: 'manual', headers: { accept: 'text/html' } })
  expect(answer.status).toBe(500)
  expect(written.join('\n')).toContain('A gate stands in front of the sign-in paths')
  expect(written.join('\n')).toContain('Put oidc.middleware() (Fastify: oidc.plugin) before it.')
})

it('mentions a second createOidc if a handler reads auth that another oidc found', async () => {
  const other = createOidc(minimalOptions())
  const app = express()
  app.use(other.middleware())
  app.get('/', (req, res) => {
    res.send(oidc.auth(req).status)
  })
  const answer = await fetch(await serve(app))
  expect(answer.status).toBe(500)
  expect(await answer.text()).toContain('it comes from a second createOidc')
})
