import { readForm } from '@x/oidc-engine/adapter'
import { Hono, type MiddlewareHandler } from 'hono'
import { expect, it } from 'vitest'
import { readRequest } from '../src/read-request.ts'

const fronts: readonly (readonly [string, MiddlewareHandler])[] = [
  ['nothing', (_, next) => next()],
  ['text()', async (c, next) => (await c.req.text(), next())],
  ['parseBody()', async (c, next) => (await c.req.parseBody(), next())],
  ['formData()', async (c, next) => (await c.req.formData(), next())],
  ['blob()', async (c, next) => (await c.req.blob(), next())],
  ['arrayBuffer()', async (c, next) => (await c.req.arrayBuffer(), next())],
  ['text() without waiting', async (c, next) => (void c.req.text(), next())],
]

function post(front: MiddlewareHandler, body: string): Response | Promise<Response> {
  const app = new Hono()
    .onError((error, c) => c.text('code' in error ? String(error.code) : String(error), 400))
    .use(front)
    .post('/', async (c) => c.json(Object.fromEntries(await readForm(readRequest(c)))))
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return app.request('/', { method: 'POST', body, headers })
}

it.each(fronts)('reads a form after %s', async (_, front) => {
  expect(await (await post(front, 'a=1&b=%C3%A4+%26')).json()).toEqual({ a: '1', b: 'ä &' })
  expect(await (await post(front, 'a=1&a=2')).text()).toBe('request_invalid')
  expect(await (await post(front, 'x'.repeat(65_537))).text()).toBe('request_too_large')
})

it('refuses a form whose stream was read past Hono', async () => {
  const front: MiddlewareHandler = async (c, next) => (await c.req.raw.text(), next())
  expect(await (await post(front, 'a=1')).text()).toBe('request_invalid')
})
