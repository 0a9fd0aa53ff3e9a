// `npm run bench`: installs, builds, and runs every benchmark. Without the build it would time yesterday's code.
import { runCommand } from './run-command.mjs'

for (const script of ['tools/build.mjs', 'bench/src/main.ts']) {
  const { exitCode } = await runCommand(process.execPath, [script], { show: true })
  process.exitCode = exitCode
  if (exitCode !== 0) break
}
