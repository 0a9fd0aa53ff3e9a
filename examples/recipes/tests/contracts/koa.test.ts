import { createUserAgent } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { createKoaApp } from '../../src/koa.ts'
import { createAppOidc } from '../../src/oidc.ts'
import { useRecipe } from '../start-recipe.ts'

const recipe = useRecipe(({ server, settings }) => {
  server.on('request', createKoaApp(createAppOidc(settings)).callback())
})
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(recipe().origin + path, { headers, redirect: 'manual' })

describe('Koa', () => {
  it('refuses callers without the role, and sends browsers to the sign-in', async () => {
    expect((await get('/admin')).status).toBe(401)
    expect((await get('/admin', { cookie: await recipe().obtainCookie('ben') })).status).toBe(403)
    const page = await createUserAgent().get(`${recipe().origin}/admin`, { followRedirects: false })
    expect(page.headers.get('location')).toContain('/oauth2/authorization/main')
  })

  it('knows the caller, and keeps the response private', async () => {
    const cookie = await recipe().obtainCookie('ada')
    const response = await get('/admin', { cookie })
    expect(await response.text()).toBe('hello Ada')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await (await get('/')).text()).toBe('hello stranger')
  })
})
