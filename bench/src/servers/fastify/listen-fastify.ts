import type { FastifyInstance } from 'fastify'

/** The same for an app of Fastify. */
export async function listenFastify(app: FastifyInstance): Promise<void> {
  await app.listen({ port: Number(process.env['PORT']), host: 'localhost' })
  process.send?.('listening')
  process.once('disconnect', () => process.exit())
}
