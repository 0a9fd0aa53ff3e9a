// One process of an application with its sessions on disk. It kills itself where the test says so.
import type { SessionStore } from '@x/oidc-engine'
import { startPeopleApp } from '../refresh/people-app.ts'
import type { AppMessage, AppReport } from './app-process.ts'
import { createFileStore } from './file-store.ts'

const { ISSUER_URL = '', STORE = '', PORT = '0' } = process.env
let now = 0
let killAt: string | undefined
/** How often each point was passed since the test named one. */
const passed = new Map<string, number>()

/** Ends this process at once, as SIGKILL does, where this is the point that the test named. */
function pass(point: string): void {
  const count = (passed.get(point) ?? 0) + 1
  passed.set(point, count)
  if (killAt === point || killAt === `${point} ${count}`) process.kill(process.pid, 'SIGKILL')
}

function watch(store: SessionStore): SessionStore {
  const around = <Result>(point: string, work: () => Result): Result => {
    pass(`before ${point}`)
    const result = work()
    pass(`after ${point}`)
    return result
  }
  return {
    read: (key) => around('read', () => store.read(key)),
    create: (key, entry) => around('create', () => store.create(key, entry)),
    replace: (key, entry, version) => around('replace', () => store.replace(key, entry, version)),
    delete: (key) => around('delete', () => store.delete(key)),
    deleteAll: (index) => around('deleteAll', () => store.deleteAll(index)),
  }
}

const endpoints = ['token', 'revoke'] as const
const app = await startPeopleApp({
  port: Number(PORT),
  now: () => now,
  startProvider: async () => ({ issuerUrl: ISSUER_URL }),
  session: {
    secret: 'a secret of more than thirty-two bytes, for tests',
    absoluteSeconds: 40_000,
    idleSeconds: 40_000,
    store: watch(createFileStore(STORE, () => now)),
  },
  async fetch(url, init) {
    const endpoint = endpoints.find((name) => url.endsWith(`/${name}`))
    if (endpoint !== undefined) pass(`before ${endpoint}`)
    const response = await fetch(url, init)
    if (endpoint !== undefined) pass(`after ${endpoint}`)
    return response
  },
  startTimer(seconds, onEnd) {
    // Pauses are short, so that a request does not wait for the lock of a process that is gone. Timeouts are long, for busy machines.
    const timer = setTimeout(onEnd, seconds < 1 ? 10 : seconds * 20_000)
    return () => clearTimeout(timer)
  },
})

const report = (): void => {
  process.send?.({
    origin: app.origin,
    failures: app.events.filter(({ level }) => level === 'error').length,
  } satisfies AppReport)
}
process.on('message', (message: AppMessage) => {
  now = message.now
  killAt = message.killAt
  passed.clear()
  report()
})
// The test that started it has ended.
process.once('disconnect', () => process.exit())
