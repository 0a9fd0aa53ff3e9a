// Runs the demo: `npm start` in the workspace's root, or `node src/main.ts` here once the packages are built.
import { runCheck } from './check.ts'
import { formatTable } from './format-table.ts'
import { people } from './people.ts'
import { readArguments } from './read-arguments.ts'
import { startDemo } from './start-demo.ts'

const { check, port, providerPort } = readArguments(process.argv.slice(2), process.env)

if (check) {
  process.exitCode = (await runCheck(people, (line) => console.log(line))) ? 0 : 1
} else {
  const demo = await startDemo({ people, accessTokenFormat: 'jwt', appPort: port, providerPort })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void demo.close().finally(() => process.exit(0)))
  }
  for (const [what, wanted, url] of [
    ['app', port, demo.appUrl],
    ['provider', providerPort, demo.providerUrl],
  ] as const) {
    if (wanted !== 0 && !url.endsWith(`:${wanted}`))
      console.log(`Port ${wanted} is taken: the ${what} uses another.`)
  }
  const rows = Object.values(people).map(({ name, description, expected }) => [
    name,
    description,
    expected.roles.join(' ') || 'is turned away',
  ])
  console.log(`
The demo runs.

  App        ${demo.appUrl}
  Provider   ${demo.providerUrl}

Who can sign in (invented people, no passwords):

${formatTable(rows)}

Ctrl-C stops everything.
`)
}
