import { expect, it } from 'vitest'
import { startMisbehavingProvider } from '../../misbehaving/start-misbehaving-provider.ts'
import { startLoopbackServer } from '../../server/loopback-server.ts'
import { carelessAnswer } from '../defects/careless-answer.ts'
import { refreshDefects } from '../defects/refresh-defects.ts'
import { refreshContract } from './refresh-contract.ts'

it.each(refreshContract)('fails for an app without sign-in: $name', async ({ run }) => {
  const provider = await startMisbehavingProvider()
  const server = await startLoopbackServer('localhost', 0)
  server.serve(({ url }, response) => {
    const { status, headers, text } = carelessAnswer(url)
    response.writeHead(status, headers).end(text)
  })
  const app = { origin: server.origin, provider, events: () => [], close: () => server.close() }
  await expect(run(app)).rejects.toThrow()
  await Promise.all([server.close(), provider.close()])
})

it('names each case differently', () => {
  expect(new Set(refreshContract.map(({ name }) => name)).size).toBe(refreshContract.length)
})

it.each(refreshContract)('finds a planted defect: $name', ({ name }) => {
  expect(refreshDefects.filter(({ foundBy }) => name.startsWith(foundBy))).not.toEqual([])
})
