import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { endWithParent } from './apps.ts'
import type { App } from './apps.ts'

export interface AppProcess {
  /** What it has printed so far; nothing where it prints to the terminal. */
  readonly output: () => string
  /** Settles once the app has ended, be it by itself. */
  readonly ended: Promise<unknown>
  /** Stops it at once. */
  readonly stop: () => Promise<void>
}

export interface AppSurroundings {
  readonly env: Readonly<Record<string, string>>
  /** Whether the app prints to the terminal. */
  readonly show: boolean
}

const deadlineSeconds = 60

/** Runs an app in a process of its own. Resolves once it answers at `url`. */
export async function startApp(app: App, url: string, { env, show }: AppSurroundings): Promise<AppProcess> {
  const child = spawn(process.execPath, ['--import', endWithParent, ...app.args], {
    cwd: app.folder,
    env: { ...process.env, ...env },
    // Ctrl-C is for the starter, which stops the app.
    ...{ detached: true, windowsHide: true },
    stdio: ['pipe', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)))
  const ended = once(child, 'close')
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }

  const deadline = performance.now() + deadlineSeconds * 1000
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`The app ended with ${child.exitCode}.\n${output}`)
    if (performance.now() > deadline) {
      await stop()
      throw new Error(`The app did not answer in ${deadlineSeconds} s.\n${output}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { output: () => output, ended, stop }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' })
    return true
  } catch {
    // It does not listen yet.
    return false
  }
}
