import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Sets the clock of a process. The process answers each with an `AppReport`. */
export interface ClockMessage {
  /** NumericDate. */
  readonly now: number
}

export interface AppReport {
  readonly port: number
}

/** `app.ts` in a process of its own. */
export interface AppProcess {
  /** The port on loopback. */
  readonly port: number
  readonly setClock: (message: ClockMessage) => Promise<void>
  readonly stop: () => Promise<void>
}

const program = fileURLToPath(new URL('./app.ts', import.meta.url))

/**
 * Starts a process of the application. It has its own memory, as behind a load balancer.
 * @param env its configuration
 * @throws Error if the process ends before it listens
 */
export async function startAppProcess(
  env: Readonly<Record<string, string>>,
  clock: ClockMessage,
): Promise<AppProcess> {
  const child = fork(program, {
    // The sources, without a build.
    execArgv: ['--conditions=@x/source'],
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const setClock = async (message: ClockMessage): Promise<AppReport> => {
    const reported = once(child, 'message')
    child.send(message)
    const [report] = (await Promise.race([reported, ended.then(fail)])) as [AppReport]
    return report
  }
  const { port } = await setClock(clock)
  return {
    port,
    setClock: async (message) => {
      await setClock(message)
    },
    stop: async () => {
      child.kill()
      await ended
    },
  }
}

function fail(): never {
  throw new Error('a process of the application ended')
}
