// `npm start`: installs, builds, and runs an example from this very process, so that what stops this stops all of it.
// Without it a newcomer would have to find out which commands lead to a first sign-in, and in which order.
// What needs no build, such as `--help`, is answered before it.
import { answerArguments } from '../examples/starter/src/answer-arguments.ts'
import { runCommand } from './run-command.mjs'

if (answerArguments(process.argv.slice(2), process.env) !== undefined) await run()

async function run() {
  if (process.stdout.isTTY)
    console.log('Setting up: packages, then a build. This takes a moment the first time.')
  const { exitCode } = await runCommand(process.execPath, ['tools/build.mjs'], { show: true })
  if (exitCode === 0) await import('../examples/starter/src/main.ts')
  else process.exitCode = exitCode
}
