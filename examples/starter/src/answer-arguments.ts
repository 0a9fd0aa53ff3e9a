import { appNames } from './apps.ts'
import { providerNames } from './provider-names.ts'
import { readArguments } from './read-arguments.ts'
import type { Arguments } from './read-arguments.ts'

const help = `usage: npm start -- [options]

Runs an application with an OpenID provider to sign in to. Both listen on this machine only.

  --app NAME               the application: ${appNames.join(', ')}. The default is node, the demo.
  --provider NAME          what the provider is like: ${providerNames.join(', ')}. Keycloak has roles in access tokens alone.
  --store redis            with --app=hono: sessions are in Redis, at REDIS_URL or redis://127.0.0.1:6379.
  --instances NUMBER       with --store=redis: so many processes of the application, behind one address, 1 to 16.
  --port NUMBER            the port of the application, or PORT in the environment. The default is 3000.
  --provider-port NUMBER   the port of the provider, or PROVIDER_PORT in the environment. The default is 4000.
  --check                  sign each person in without a browser, at every application or at --app, then end.
  -h, --help               print this text.

A port that is taken is replaced by a free one.

  npm start
  npm start -- --app=express
  npm start -- --provider=keycloak
  npm start -- --app=hono --instances=4 --store=redis`

/**
 * Reads the command line. Returns nothing where there is nothing to run: it has then printed the help, or what is wrong, and has
 * set the exit code. It needs no package, so that it answers before anything is installed or built.
 */
export function answerArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Arguments | undefined {
  const read = readArguments(args, env)
  if (read === 'help') {
    console.log(help)
    return undefined
  }
  if (typeof read !== 'string') return read
  console.error(`${read}\nnpm start -- --help lists the options.`)
  process.exitCode = 2
  return undefined
}
