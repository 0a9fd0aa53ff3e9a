// A process of its own, so that asking takes no time from the server that answers.
import { connect, type Socket } from 'node:net'
import type { Latency, Load, Tally } from './load.ts'
import { copyRequest, createNumbers, prepareRequest } from './prepared-request.ts'

process.on('message', (load: Load) => {
  void run(load).then((tally) => process.send?.(tally))
})

async function run(load: Load): Promise<Tally> {
  const requests = load.callers.map((caller) => prepareRequest(load, caller))
  const longest = Math.max(...requests.map(({ bytes }) => bytes.length))
  const sockets = await Promise.all(Array.from({ length: load.connections }, () => open(load.port)))
  const nextNumber = createNumbers()
  let turn = load.firstCaller ?? 0
  const latencies: number[] = []
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
      // Of this connection alone: its last request was answered before the next is written over it.
      const buffer = Buffer.alloc(longest)
      let expected = ''
      let sentAt = 0
      const send = (): void => {
        const request = requests[(turn += 1) % requests.length]
        if (request === undefined) return
        expected = request.expected
        sentAt = performance.now()
        socket.write(buffer.subarray(0, copyRequest(request, buffer, nextNumber)))
      }
      socket.on('close', () => resolve('the connection was closed'))
      onAnswers(
        socket,
        () => expected,
        (answer) => {
          if (!isExpected(answer, expected)) return resolve(`expected ${expected}, came ${answer}`)
          latencies.push(performance.now() - sentAt)
          send()
        },
      )
      send()
    }
  })
  const seconds = (performance.now() - startedAt) / 1000
  isRunning = false
  for (const socket of sockets) socket.removeAllListeners().destroy()
  return {
    ...{ answers: latencies.length, seconds },
    ...(latencies.length === 0 ? {} : { latency: summarize(latencies) }),
    ...(wrong === undefined ? {} : { wrong }),
  }
}

function summarize(latencies: readonly number[]): Latency {
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: 'localhost', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

/** Cuts what comes in into answers. Only one is under way at a time, so the end of one is the end of what has come. */
function onAnswers(socket: Socket, expected: () => string, take: (answer: string) => void): void {
  let received = ''
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    // Most end with what is expected, and then they are whole.
    if (!received.endsWith(expected()) && !isWhole(received)) return
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
