import { apps } from '../src/apps.ts'
import type { App } from '../src/apps.ts'
import { buildApp } from '../src/build-app.ts'
import { testedApps } from './tested-apps.ts'

/** Builds once what several test files run: two builds side by side would delete each other's files. */
export async function setup(): Promise<void> {
  for (const name of testedApps) {
    const app: App = apps[name]
    await buildApp(app, console.log)
  }
}
