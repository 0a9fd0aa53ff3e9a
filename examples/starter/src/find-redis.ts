import { connect } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

export const defaultRedisUrl = 'redis://127.0.0.1:6379'

const mostMilliseconds = 3000

/**
 * Says what is missing if no Redis answers at a URL. A server that asks for a password answers: its client library has the password
 * of the URL.
 */
export async function findRedisProblem(url: string): Promise<string | undefined> {
  if (!URL.canParse(url) || !/^rediss?:$/u.test(new URL(url).protocol))
    return 'REDIS_URL is no address of a Redis server, expected redis://host:port or rediss://host:port.'
  const { hostname, port, protocol } = new URL(url)
  const to = { host: hostname, port: Number(port || 6379) }
  const socket = protocol === 'rediss:' ? connectSecurely({ ...to, servername: hostname }) : connect(to)
  const answer = await new Promise<string>((resolve) => {
    const give = (text: string) => {
      resolve(text)
      socket.destroy()
    }
    socket.setTimeout(mostMilliseconds, () => give(''))
    socket.on('error', () => give(''))
    socket.on('data', (chunk) => give(String(chunk)))
    socket.write('PING\r\n')
  })
  if (/^(?:\+PONG|-NOAUTH|-DENIED)/u.test(answer)) return undefined
  return (
    `No Redis answers at ${hostname}:${to.port}. Start one, for example by "docker run --rm -p 6379:6379 redis:7" or ` +
    '"redis-server", or set REDIS_URL to the address of yours.'
  )
}
