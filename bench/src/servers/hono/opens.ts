import { Hono } from 'hono'
import { createOpener } from '../open-session.ts'
import { listenHono } from './listen-hono.ts'

const open = createOpener(process.env)
const app = new Hono()
// As with the same headers.
app.use((_c, next) => next())
app.get('/', (c) => {
  c.header('cache-control', 'private, no-store')
  c.header('vary', 'Cookie')
  return c.text(`hello ${open(c.req.header('cookie'))}`)
})
listenHono(app)
