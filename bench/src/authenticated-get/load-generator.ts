// A process of its own, so that asking takes no time from the server that answers.
import { connect, type Socket } from 'node:net'
import type { Load, Tally } from './load.ts'

process.on('message', (load: Load) => {
  void run(load).then((tally) => process.send?.(tally))
})

async function run(load: Load): Promise<Tally> {
  const request = buildRequest(load)
  const sockets = await Promise.all(Array.from({ length: load.connections }, () => open(load.port)))
  let answers = 0
  const startedAt = performance.now()
  let isRunning = true
  // Asleep, it would have to be woken by the server's answers: that cost a server up to a quarter of its time, and the slower one
  // more, since it finds the generator asleep more often.
  const stayAwake = (): void => {
    if (isRunning) setImmediate(stayAwake)
  }
  stayAwake()
  const wrong = await new Promise<string | undefined>((resolve) => {
    setTimeout(resolve, load.seconds * 1000, undefined)
    for (const socket of sockets) {
      socket.on('close', () => resolve('the connection was closed'))
      onAnswers(socket, (answer) => {
        if (!isExpected(answer, load.expected)) return resolve(answer)
        answers += 1
        socket.write(request)
      })
      socket.write(request)
    }
  })
  const seconds = (performance.now() - startedAt) / 1000
  isRunning = false
  for (const socket of sockets) socket.removeAllListeners().destroy()
  return { answers, seconds, ...(wrong === undefined ? {} : { wrong }) }
}

function buildRequest({ port, path, headers }: Load): Buffer {
  const lines = Object.entries({ host: `localhost:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: 'localhost', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

/** Cuts what comes in into answers. Only one is under way at a time, so the end of one is the end of what has come. */
function onAnswers(socket: Socket, take: (answer: string) => void): void {
  let received = ''
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    if (!isWhole(received)) return
    const answer = received
    received = ''
    take(answer)
  })
}

function isWhole(received: string): boolean {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd === -1) return false
  const length = /\r\ncontent-length: *(?<length>\d+)\r\n/iu.exec(received)?.groups?.['length']
  // No content length: it comes in chunks, the last of which is empty.
  if (length === undefined) return received.endsWith('0\r\n\r\n')
  return received.length >= headEnd + '\r\n\r\n'.length + Number(length)
}

function isExpected(answer: string, expected: string): boolean {
  return answer.startsWith('HTTP/1.1 200 ') && answer.includes(expected)
}
