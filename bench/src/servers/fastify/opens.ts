import Fastify from 'fastify'
import { createOpener } from '../open-session.ts'
import { listenFastify } from './listen-fastify.ts'

const open = createOpener(process.env)
const app = Fastify()
app.get('/', (request, reply) => {
  reply.header('cache-control', 'private, no-store')
  reply.header('vary', 'Cookie')
  return `hello ${open(request.headers.cookie)}`
})
await listenFastify(app)
