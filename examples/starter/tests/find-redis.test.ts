import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { findRedisProblem } from '../src/find-redis.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Starts a server that answers each connection with a text. */
async function startServer(answer: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}

it.each(['+PONG\r\n', '-NOAUTH Authentication required.\r\n'])(
  'finds a Redis that answers %j',
  async (answer) => {
    const port = await startServer(answer)
    expect(await findRedisProblem(`redis://:secret@127.0.0.1:${port}`)).toBeUndefined()
  },
)

it('says what is missing where another server answers, without the password', async () => {
  const port = await startServer('HTTP/1.1 400 Bad Request\r\n\r\n')
  const problem = await findRedisProblem(`redis://:secret@127.0.0.1:${port}`)
  expect(problem).toMatch(new RegExp(`^No Redis answers at 127\\.0\\.0\\.1:${port}\\. Start one`, 'u'))
  expect(problem).not.toContain('secret')
})

it('says how to start a Redis where none answers', async () => {
  expect(await findRedisProblem('redis://127.0.0.1:1')).toContain('docker run --rm -p 6379:6379 redis:7')
})

it.each(['', 'localhost:6379', 'http://localhost'])('refuses the address %j', async (url) => {
  expect(await findRedisProblem(url)).toMatch(/^REDIS_URL is no address of a Redis server, expected/u)
})
