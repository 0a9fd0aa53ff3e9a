import type { App } from './apps.ts'
import { findFreePort } from './find-free-port.ts'
import { startApp } from './start-app.ts'
import type { AppProcess, AppSurroundings } from './start-app.ts'
import { startFront } from './start-front.ts'

/** Runs an app at `url`: one process of it, or several that take turns there. */
export async function startInstances(
  app: App,
  url: string,
  { env, show }: AppSurroundings,
  instances = 1,
): Promise<AppProcess> {
  if (instances === 1) return startApp(app, url, { env, show })
  const processes: AppProcess[] = []
  const ports: number[] = []
  let closeFront: (() => Promise<void>) | undefined
  const stop = async () => {
    await Promise.all([closeFront?.(), ...processes.map((each) => each.stop())])
  }
  try {
    closeFront = await startFront(url, ports)
    for (let started = 0; started < instances; started += 1) {
      const port = await findFreePort(0)
      const surroundings = { env: { ...env, PORT: String(port) }, show }
      processes.push(await startApp(app, `http://127.0.0.1:${port}`, surroundings))
      ports.push(port)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    output: () => processes.map(({ output }) => output()).join(''),
    ended: Promise.race(processes.map(({ ended }) => ended)),
    stop,
  }
}
