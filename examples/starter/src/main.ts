// Runs an example with a provider to sign in to: `npm start` in the workspace's root, which builds the packages first.
import { people } from '@x/example-node/people'
import { appNames } from './apps.ts'
import type { AppName } from './apps.ts'
import { runCheck } from './check.ts'
import type { CheckedApp } from './check.ts'
import { formatTable } from './format-table.ts'
import { readArguments } from './read-arguments.ts'
import type { Arguments } from './read-arguments.ts'
import { startExample } from './start-example.ts'
import type { RunningExample } from './start-example.ts'

const usage = `usage: npm start -- [--app=${appNames.join('|')}] [--check] [--port NUMBER] [--provider-port NUMBER],
or PORT and PROVIDER_PORT in the environment`

async function run({ app, check, port, providerPort }: Arguments): Promise<void> {
  if (check) {
    process.exitCode = (await runCheck(listChecks(app), people, (line) => console.log(line))) ? 0 : 1
    return
  }
  const example = await startExample({
    ...{ app: app ?? 'node', people, appPort: port, providerPort, show: true },
  })
  const stop = (exitCode: number) => void example.close().finally(() => process.exit(exitCode))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(0))
  void example.ended.then(() => stop(1))
  const { appUrl, provider } = example
  printOtherPort('app', port, appUrl)
  printOtherPort('provider', providerPort, provider.issuerUrl)
  printWelcome(example, app ?? 'node')
}

/** The demo shows what both formats of access tokens make of a sign-in. */
function listChecks(asked: AppName | undefined): readonly CheckedApp[] {
  return (asked === undefined ? appNames : [asked]).flatMap((app): CheckedApp[] =>
    app === 'node'
      ? [
          { app, accessTokenFormat: 'jwt' },
          { app, accessTokenFormat: 'opaque' },
        ]
      : [{ app }],
  )
}

function printOtherPort(what: string, wanted: number, url: string): void {
  if (wanted !== 0 && new URL(url).port !== String(wanted)) {
    console.log(`Port ${wanted} is not free: the ${what} takes another.`)
  }
}

function printWelcome({ appUrl, provider }: RunningExample, app: AppName): void {
  const rows = Object.values(people).map(({ name, description, expected }) => [
    name,
    description,
    expected.roles.join(' ') || 'is turned away',
  ])
  console.log(`
The demo runs. Open the app and sign in:

  App        ${appUrl}${app === 'node' ? `\n  API        ${appUrl}/use-the-api (commands to copy, for a JWT and for an opaque token)` : ''}
  Provider   ${provider.issuerUrl}

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
