import type { RequestListener } from 'node:http'
import { Logger, type INestApplication } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { createUserAgent } from '@x/oidc-testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppModule, useOidc } from '../../src/nestjs.ts'
import { createAppOidc } from '../../src/oidc.ts'
import { type RunningRecipe, startRecipe } from '../start-recipe.ts'

const platforms = {
  Express: () => NestFactory.create(AppModule, new ExpressAdapter()),
  Fastify: () => NestFactory.create(AppModule, new FastifyAdapter()),
}

describe.each(Object.entries(platforms))('NestJS on %s', (_name, create) => {
  // The sign-in paths are beside the global prefix, or below it with a baseUrl that has it.
  describe.each([
    { prefix: '', path: '' },
    { prefix: 'api', path: '' },
    { prefix: 'api', path: '/api' },
  ])('with the global prefix "$prefix" and the path "$path" in baseUrl', ({ prefix, path }) => {
    let recipe: RunningRecipe
    let app: INestApplication

    beforeEach(async () => {
      recipe = await startRecipe(path)
      Logger.overrideLogger(false)
      app = await create()
      if (prefix !== '') app.setGlobalPrefix(prefix)
      useOidc(app, createAppOidc(recipe.settings))
      await app.init()
      const adapter = app.getHttpAdapter().getInstance() as { ready?: () => Promise<void> }
      await adapter.ready?.()
      const [handle] = (app.getHttpServer() as RunningRecipe['server']).listeners('request')
      recipe.server.on('request', (handle ?? adapter) as RequestListener)
    })
    afterEach(async () => {
      await app.close()
      await recipe.close()
    })

    const urlOf = (route: string) => recipe.origin + (prefix === '' ? '' : `/${prefix}`) + route
    const get = (route: string, headers: Record<string, string> = {}) => fetch(urlOf(route), { headers })

    it('refuses callers without the role, and sends browsers to the sign-in', async () => {
      const anonymous = await get('/admin')
      expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('Cookie realm='),
      ])
      const refused = await get('/admin', { cookie: await recipe.obtainCookie('ben') })
      expect([refused.status, await refused.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'role_missing' }),
      ])
      const page = await createUserAgent().get(urlOf('/admin'), { followRedirects: false })
      expect(page.headers.get('location')).toContain(`${path}/oauth2/authorization/main`)
    })

    it('admits the role, and knows the caller of an open handler', async () => {
      const cookie = await recipe.obtainCookie('ada')
      const response = await get('/admin', { cookie })
      expect([response.status, await response.text()]).toEqual([200, 'for Ada'])
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      expect(await (await get('/hello', { cookie })).text()).toBe('hello Ada')
      expect(await (await get('/hello')).text()).toBe('hello stranger')
    })
  })
})
