import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Sets the clock of a process, and the point at which it kills itself. The process answers each with an `AppReport`. */
export interface AppMessage {
  /** NumericDate. */
  readonly now: number
  readonly killAt?: string | undefined
}

export interface AppReport {
  readonly origin: string
  /** Errors that were logged. */
  readonly failures: number
}

/** `app.ts` in a process of its own. */
export interface AppProcess {
  readonly origin: string
  readonly tell: (message: AppMessage) => Promise<AppReport>
  /** Sends SIGKILL, and waits for the end. */
  readonly kill: () => Promise<void>
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>
}

const program = fileURLToPath(new URL('./app.ts', import.meta.url))

/** @throws Error if the process ends before it listens */
export async function startAppProcess(
  env: Readonly<Record<string, string>>,
  message: AppMessage,
): Promise<AppProcess> {
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
    const [report] = (await Promise.race([reported, ended.then(fail)])) as [AppReport]
    return report
  }
  const { origin } = await tell(message)
  return {
    ...{ origin, tell, ended },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function fail(): never {
  throw new Error('a process of the application ended')
}
