// Runs an example with a provider to sign in to: `npm start` in the workspace's root, which builds the packages first.
import { people } from '@x/example-node/people'
import { answerArguments } from './answer-arguments.ts'
import { appNames } from './apps.ts'
import type { AppName } from './apps.ts'
import { runCheck } from './check.ts'
import type { CheckedApp } from './check.ts'
import { defaultRedisUrl, findRedisProblem } from './find-redis.ts'
import { formatTable } from './format-table.ts'
import { providerNames } from './provider-names.ts'
import type { ProviderName } from './provider-names.ts'
import type { Arguments } from './read-arguments.ts'
import { startExample } from './start-example.ts'
import type { RunningExample } from './start-example.ts'

async function run(given: Arguments): Promise<void> {
  const { app, provider: asked, check, instances, port, providerPort, store } = given
  const many = { instances, store }
  const redisUrl = process.env['REDIS_URL'] ?? defaultRedisUrl
  const problem = store === undefined ? undefined : await findRedisProblem(redisUrl)
  if (problem !== undefined) {
    console.error(problem)
    process.exitCode = 1
    return
  }
  if (check) {
    process.exitCode = (await runCheck(
      listChecks(app, asked).map((each) => ({ ...each, ...many })),
      people,
      (line) => console.log(line),
    ))
      ? 0
      : 1
    return
  }
  const example = await startExample({
    ...{ app: app ?? 'node', provider: asked, people, appPort: port, providerPort, show: true },
    ...many,
  })
  const stop = (exitCode: number) => void example.close().finally(() => process.exit(exitCode))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(0))
  void example.ended.then(() => stop(1))
  const { appUrl, provider } = example
  printOtherPort('app', port, appUrl)
  printOtherPort('provider', providerPort, provider.issuerUrl)
  printWelcome(example, app ?? 'node', asked)
}

/** The demo shows what both formats of access tokens make of a sign-in, and a provider that has roles in them alone. */
function listChecks(asked: AppName | undefined, provider: ProviderName | undefined): readonly CheckedApp[] {
  const apps = asked === undefined ? appNames : [asked]
  if (provider !== undefined) return apps.map((app) => ({ app, provider }))
  return apps.flatMap((app): CheckedApp[] =>
    app === 'node'
      ? [
          { app, accessTokenFormat: 'jwt' },
          { app, accessTokenFormat: 'opaque' },
          ...providerNames.map((name) => ({ app, provider: name })),
        ]
      : [{ app }],
  )
}

function printOtherPort(what: string, wanted: number, url: string): void {
  if (wanted !== 0 && new URL(url).port !== String(wanted)) {
    console.log(`Port ${wanted} is not free: the ${what} takes another.`)
  }
}

function printWelcome(
  { appUrl, apis, provider }: RunningExample,
  app: AppName,
  like: ProviderName | undefined,
): void {
  const kinds = apis.map(({ format }) => (format === 'jwt' ? 'a JWT' : 'an opaque token')).join(' and for ')
  const rows = Object.values(people).map(({ name, description, expected }) => [
    name,
    description,
    expected.roles.join(' ') || 'is not admitted',
  ])
  console.log(`
The demo runs. Open the app and sign in:

  App        ${appUrl}${app === 'node' ? `\n  API        ${appUrl}/use-the-api (commands to copy, for ${kinds})\n  Why        ${appUrl}/explanation (the decision about your sign-in, also if it is a no)` : ''}
  Provider   ${provider.issuerUrl}${like === undefined ? '' : ` (like ${like})`}
  Roles      ${provider.peopleUrl} (take one away, wait 30 seconds, reload the app;
             30 is roleMaxAgeSeconds of this demo, the default is 900)

Who can sign in (invented people, no passwords):

${formatTable(rows)}

Ctrl-C stops everything.
`)
}

const args = answerArguments(process.argv.slice(2), process.env)
if (args !== undefined) await run(args)
