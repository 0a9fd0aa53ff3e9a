// A process of its own with `--expose-gc`: nothing else is on its heap.
import { createEngine } from '@x/oidc-engine'
import { buildSignInOptions } from '../../servers/sign-in-options.ts'
import { offlineEnvironment, requestWith, sealSessions } from '../session-sample.ts'

const [requests = 0, people = 0, samples = 0] = process.argv.slice(2).map(Number)

const cookies = await sealSessions(people)
const engine = createEngine(buildSignInOptions(offlineEnvironment))
const heapBytes = [measureHeap()]
for (let sample = 0, done = 0; sample < samples; sample += 1) {
  for (; done < ((sample + 1) * requests) / samples; done += 1)
    await authenticate(cookies[done % people] ?? '')
  heapBytes.push(measureHeap())
}
process.stdout.write(JSON.stringify(heapBytes))

async function authenticate(cookie: string): Promise<void> {
  const { auth } = await engine.authenticate(requestWith('cookie', cookie))
  if (auth.status !== 'authenticated') throw new Error('A session was not read.')
}

function measureHeap(): number {
  if (global.gc === undefined) throw new Error('Start this with --expose-gc.')
  global.gc()
  return process.memoryUsage().heapUsed
}
