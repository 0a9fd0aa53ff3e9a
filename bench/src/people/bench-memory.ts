import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describeMachine } from '../authenticated-get/describe-machine.ts'
import { writeMemory } from '../report/results.ts'
import { writeReport } from '../report/write-report.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('./programs/measure-memory.ts', import.meta.url))

const samples = 20
/** In these the cache still fills, and the compiler takes memory of its own. */
const fillingSamples = 5

/** Authenticates requests of people in turns in a process, and prints how its heap grows. */
export async function benchMemory(requests: number, people: number): Promise<void> {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    program,
    ...[requests, people, samples].map(String),
  ])
  const heapBytes = JSON.parse(stdout) as readonly number[]
  const points = heapBytes
    .map((bytes, at) => [(at * requests) / samples, bytes] as const)
    .slice(fillingSamples + 1)
  const heapMebibytes = heapBytes.map((bytes) => Math.round((bytes / 2 ** 20) * 10) / 10)
  const bytesPerRequest = Math.round(fitSlope(points) * 1000) / 1000
  const result = { ...describeMachine(), requests, people, bytesPerRequest, heapMebibytes }
  writeMemory(result)
  writeReport()
  console.log(`\nMemory over ${requests.toLocaleString('en')} requests: ${bytesPerRequest} bytes a request`)
  console.log(heapMebibytes.join(', '), 'MiB')
}

/** The slope of the line of least squares. */
function fitSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [meanX, meanY] = [mean(0), mean(1)]
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
}
