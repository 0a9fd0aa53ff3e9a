import { Hono } from 'hono'
import { listenHono } from './listen-hono.ts'

const app = new Hono()
// With a middleware Hono waits for promises, without one it does not: that much is not the adapter's cost.
app.use((_c, next) => next())
app.get('/', (c) => {
  c.header('cache-control', 'private, no-store')
  c.header('vary', 'Cookie')
  return c.text('hello ada@example.com')
})
listenHono(app)
