import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RedisGroup } from '../../../../../tools/stores/start-redis.mjs'
import type { AppEnvironment, AppMessage, AppReport, PersonAnswer } from './messages.ts'
import { createSend, type Received, type Send } from './send.ts'

/** Real processes of one application with one store. They have one address for browsers, `baseUrl`, and a port of their own each. */
export interface Processes {
  /** How many there are. */
  readonly size: number
  /** Sends a GET to one process: the number modulo `size`. */
  readonly get: (process: number, path: string, cookies: ReadonlyMap<string, string>) => Promise<Received>
  /** Posts a form to one process, without a cookie. */
  readonly post: (process: number, path: string, form: URLSearchParams) => Promise<Received>
  /** Asks one process who the person of these cookies is. */
  readonly ask: (
    process: number,
    cookies: ReadonlyMap<string, string>,
  ) => Promise<{ readonly http: number; readonly person: PersonAnswer; readonly received: Received }>
  /** Tells every process that lives, and returns the events that were logged since the last report. */
  readonly tell: (message: AppMessage) => Promise<readonly string[]>
  /** Tells one process. */
  readonly tellOne: (process: number, message: AppMessage) => Promise<void>
  /** Waits for the end of one process, and starts another in its place. */
  readonly replace: (process: number, message: AppMessage) => Promise<void>
  /** Signs a person in at one process, and returns the cookies. The provider decides who that is. */
  readonly signIn: (process: number) => Promise<Map<string, string>>
  readonly close: () => Promise<void>
}

export interface ProcessOptions {
  readonly size: number
  readonly issuerUrl: string
  readonly redis: { readonly setup: string; readonly client: string; readonly group: RedisGroup }
  /** How long a request waits for the refresh of another process. @default 'long' */
  readonly waits?: AppEnvironment['WAITS']
}

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  readonly send: Send
  readonly tell: (message: AppMessage) => Promise<AppReport>
}

/** No socket listens there: the test sends each request to a process that it chooses. */
const baseUrl = 'http://localhost:1'
const program = fileURLToPath(new URL('./app.ts', import.meta.url))

/** Starts the processes, each with a connection to Redis of its own. */
export async function startProcesses({
  size,
  issuerUrl,
  redis,
  waits = 'long',
}: ProcessOptions): Promise<Processes> {
  const env: AppEnvironment = {
    ...{ BASE_URL: baseUrl, ISSUER_URL: issuerUrl, WAITS: waits },
    ...{ REDIS_SETUP: redis.setup, REDIS_CLIENT: redis.client },
    REDIS_PORTS: redis.group.servers.map(({ port }) => port).join(','),
  }
  const start = (message: AppMessage): Promise<Running> => startProcess(env, message)
  const running = await Promise.all(Array.from({ length: size }, () => start({ ahead: 0 })))
  const at = (process: number): Running => running[process % size] as Running
  const get: Processes['get'] = (process, path, cookies) => at(process).send(path, cookies)

  return {
    ...{ size, get },
    post: (process, path, form) => at(process).send(path, new Map(), form),
    async ask(process, cookies) {
      const received = await get(process, '/', cookies)
      if (!received.body.startsWith('{')) throw new Error(`${received.status} ${received.body}`)
      return { http: received.status, person: JSON.parse(received.body) as PersonAnswer, received }
    },
    async tell(message) {
      const reports = await Promise.all(running.map(({ tell }) => tell(message)))
      return reports.flatMap(({ events }) => events)
    },
    async tellOne(process, message) {
      await at(process).tell(message)
    },
    async replace(process, message) {
      await at(process).ended
      at(process).send.close()
      running[process % size] = await start(message)
    },
    async signIn(process) {
      const cookies = new Map<string, string>()
      const begun = await get(process, '/oauth2/authorization/main', cookies)
      storeCookies(cookies, begun)
      const atProvider = await fetch(begun.location ?? '', { redirect: 'manual' })
      const callback = new URL(atProvider.headers.get('location') ?? '')
      storeCookies(cookies, await get(process, callback.pathname + callback.search, cookies))
      return cookies
    },
    async close() {
      for (const { child, send } of running) {
        send.close()
        child.kill('SIGKILL')
      }
      await Promise.all(running.map(({ ended }) => ended))
    },
  }
}

/** @throws Error if the process ends before it listens */
async function startProcess(env: AppEnvironment, message: AppMessage): Promise<Running> {
  const child = fork(program, {
    // The sources, without a build.
    execArgv: ['--conditions=@x/source'],
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const tell = async (next: AppMessage): Promise<AppReport> => {
    const reported = once(child, 'message')
    child.send(next)
    const [report] = (await Promise.race([
      reported,
      ended.then(() => Promise.reject(new Error('a process of the application ended'))),
    ])) as [AppReport]
    return report
  }
  const { port } = await tell(message)
  return { child, ended, tell, send: createSend(`http://127.0.0.1:${port}`, new URL(baseUrl).host) }
}

/** Keeps the cookies of a response, as a browser does. */
function storeCookies(cookies: Map<string, string>, { setCookies }: Received): void {
  for (const line of setCookies) {
    const { name = '', value = '' } = /^(?<name>[^=]+)=(?<value>[^;]*)/u.exec(line)?.groups ?? {}
    if (line.includes('; Max-Age=0;')) cookies.delete(name)
    else cookies.set(name, value)
  }
}
