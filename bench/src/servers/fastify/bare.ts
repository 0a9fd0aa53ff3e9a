import Fastify from 'fastify'
import { listenFastify } from './listen-fastify.ts'

const app = Fastify()
app.get('/', () => 'hello ada@example.com')
await listenFastify(app)
