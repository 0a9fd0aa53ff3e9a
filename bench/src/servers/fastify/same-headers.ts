import Fastify from 'fastify'
import { listenFastify } from './listen-fastify.ts'

const app = Fastify()
app.get('/', (_request, reply) => {
  reply.header('cache-control', 'private, no-store')
  reply.header('vary', 'Cookie')
  return 'hello ada@example.com'
})
await listenFastify(app)
