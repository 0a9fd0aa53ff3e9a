// `npm run bench`: installs, builds, and runs the benchmarks, or the parts named: `npm run bench -- http express`. Without
// the build it would time yesterday's code. What we are compared with is installed only here.
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { root } from './workspace.mjs'

const show = true
const peers = join(root, 'bench', 'peers')
const install = ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false']

for (const step of [
  () => runCommand(process.execPath, ['tools/build.mjs'], { show }),
  () => runCommand('pnpm', install, { cwd: peers, show }),
  () => runCommand(process.execPath, ['bench/src/main.ts', ...process.argv.slice(2)], { show }),
]) {
  const { exitCode } = await step()
  process.exitCode = exitCode
  if (exitCode !== 0) break
}
