// Runs the demo: `npm start` in the workspace's root, or `node src/main.ts` here once the packages are built.
import { runCheck } from './check.ts'
import { formatTable } from './format-table.ts'
import { people } from './people.ts'
import { readArguments } from './read-arguments.ts'
import type { Arguments } from './read-arguments.ts'
import { startDemo } from './start-demo.ts'
import type { RunningDemo } from './start-demo.ts'

const usage =
  'usage: npm start -- [--check] [--port NUMBER] [--provider-port NUMBER], or PORT and PROVIDER_PORT in the environment'

async function run({ check, port, providerPort }: Arguments): Promise<void> {
  if (check) {
    process.exitCode = (await runCheck(people, (line) => console.log(line))) ? 0 : 1
    return
  }
  const demo = await startDemo({ people, accessTokenFormat: 'jwt', appPort: port, providerPort })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void demo.close().finally(() => process.exit(0)))
  }
  printOtherPort('app', port, demo.appUrl)
  printOtherPort('provider', providerPort, demo.providerUrl)
  printWelcome(demo)
}

function printOtherPort(what: string, wanted: number, url: string): void {
  if (wanted !== 0 && new URL(url).port !== String(wanted)) {
    console.log(`Port ${wanted} is not free: the ${what} takes another.`)
  }
}

function printWelcome({ appUrl, providerUrl }: RunningDemo): void {
  const rows = Object.values(people).map(({ name, description, expected }) => [
    name,
    description,
    expected.roles.join(' ') || 'is turned away',
  ])
  console.log(`
The demo runs. Open the app and sign in:

  App        ${appUrl}
  Provider   ${providerUrl}

Who can sign in (invented people, no passwords):

${formatTable(rows)}

Ctrl-C stops everything.
`)
}

const args = readArguments(process.argv.slice(2), process.env)
if (typeof args === 'string') {
  console.error(`${args}\n${usage}`)
  process.exitCode = 2
} else {
  await run(args)
}
