import { Hono } from 'hono'
import { listenHono } from './listen-hono.ts'

const app = new Hono()
app.get('/', (c) => c.text('hello ada@example.com'))
listenHono(app)
