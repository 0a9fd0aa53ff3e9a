import { execFile } from 'node:child_process'
import { cp, mkdir, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const bench = fileURLToPath(new URL('../..', import.meta.url))
const root = dirname(bench.replace(/\/$/u, ''))

/** Where each app was built, by its folder: a run builds each once. */
const built = new Map<string, Promise<string>>()

/** Builds an app of Next.js for production. Answers the folder to start it in. */
export function buildNextApp(app: string): Promise<string> {
  const known = built.get(app) ?? build(app)
  built.set(app, known)
  return known
}

/** What the apps have in common and what is their own are brought together outside of the sources. */
async function build(app: string): Promise<string> {
  // The same layout as here, so that a path means the same in both.
  const stage = join(root, '.cache', 'bench')
  const folder = join(stage, app)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await cp(join(bench, 'next/shared'), folder, { recursive: true })
  await cp(join(bench, app), folder, { recursive: true })
  await rm(join(stage, 'src'), { force: true })
  await symlink(join(bench, 'src'), join(stage, 'src'))
  const modules = app.startsWith('peers/') ? 'peers/node_modules' : 'node_modules'
  await symlink(join(bench, modules), join(folder, 'node_modules'))
  console.log(`next build of bench/${app}`)
  await run(process.execPath, [join(folder, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      WORKSPACE_ROOT: root,
      // The build evaluates modules. The servers are told the real values when they start.
      BASE_URL: 'http://localhost:1',
      ISSUER_URL: 'http://localhost:1',
      CLIENT_ID: 'client',
      CLIENT_SECRET: 'only for the build',
      SESSION_SECRET: 'only for the build, where nothing is sealed',
    },
  })
  return folder
}
