import { cleanLines } from '@x/oidc-core'
import { Command, CommanderError, Option } from 'commander'
import { type DoctorArguments, runDoctor } from './commands/doctor.ts'
import { type LoginArguments, runLogin } from './commands/login.ts'
import { type ExplainArguments, formats, runExplain } from './commands/explain.ts'
import { runInit } from './commands/init.ts'
import { runSecret } from './commands/secret.ts'
import { frameworks } from './init/frameworks.ts'
import { knownProviders } from './init/providers.ts'
import type { InitArguments } from './init/check-arguments.ts'
import { escapeControls } from './output/escape-controls.ts'
import { type Surroundings, UsageError } from './surroundings.ts'

/** Wrong arguments, or files that cannot be used. */
const usageExitCode = 2

/** Runs the command that arguments name, and gives the exit code: 0, 1 if what was asked has the answer "no", 2 if it could not be asked. */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const guarded = guardOutput(surroundings)
  let exitCode = 0
  const end = (code: number): void => void (exitCode = code)
  try {
    await buildProgram(guarded, end).parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode
    if (!(error instanceof UsageError)) throw error
    guarded.writeError(`${cleanLines(error.message, 1000)}\n`)
    return usageExitCode
  }
}

/** Lets nothing reach the terminal that controls it. */
const guardOutput = (surroundings: Surroundings): Surroundings => ({
  ...surroundings,
  write: (text) => surroundings.write(escapeControls(text)),
  writeError: (text) => surroundings.writeError(escapeControls(text)),
})

function buildProgram(surroundings: Surroundings, end: (exitCode: number) => void): Command {
  const program = new Command('oidc')
    .description(
      'Looks at an OpenID Connect set-up: what is wrong with it, what a provider sends, and why a role was given.',
    )
    .exitOverride()
    .configureOutput({ writeOut: surroundings.write, writeErr: surroundings.writeError })
  program
    .command('init')
    .description('Writes an application that signs people in, and says what to register at the provider.')
    .argument('[folder]', 'the folder of the application', '.')
    .option('--framework <name>', listIds(frameworks))
    .option('--provider <name>', listIds(knownProviders))
    .option('--issuer <url>', 'the issuer of the provider')
    .option('--client-id <id>', 'the client; its secret comes from OIDC_CLIENT_SECRET, or is asked for')
    .option('--public', 'the client has no secret')
    .option(
      '--roles <place>',
      'where the roles are: a place of the provider, the name of a claim, its path as a JSON list, or none',
    )
    .option(
      '--admit <who>',
      'who may sign in: members, people with a role of the mapping (default), or everyone',
    )
    .option('--base-url <url>', 'the address of the application (default: http://localhost:3000)')
    .option('--yes', 'take the default of every question that no option answers')
    .option('--force', 'write over existing files, but not over the file with the secrets')
    .action(async (folder: string, given: InitArguments) => end(await runInit(folder, given, surroundings)))
  nameSetUp(program.command('login'))
    .description(
      'Signs in through the browser, shows every claim that the provider sends, and suggests rolesClaims. It listens on the port of --base-url: stop the application first, or give another --base-url.',
    )
    .option('--show-tokens', 'print the tokens, which open the account')
    .option('--no-open', 'print the address, and open no browser')
    .option('--timeout <seconds>', 'how long to wait for the sign-in', '300')
    .option('--json', 'write JSON')
    .action(async (given: LoginArguments) => end(await runLogin(given, surroundings)))
  nameSetUp(program.command('doctor'))
    .description('Examines a provider and a configuration, without a sign-in, and says what to do.')
    .option('--json', 'write JSON')
    .action(async (given: DoctorArguments) => end(await runDoctor(given, surroundings)))
  program
    .command('explain')
    .description('Decides about claims with a configuration, and says in words or draws why.')
    .requiredOption(
      '--claims <file>',
      'claims as JSON, by source or of an ID Token, or a JWT; - reads the standard input',
    )
    .option('--config <file>', 'the file that exports the options (default: oidc.config.ts)')
    .option('--provider <id>', 'the provider of the configuration')
    .option('--role <role>', 'explain this role alone')
    .addOption(
      new Option('--format <format>', 'how the decision is written; svg is a picture, html a page with it')
        .choices(formats)
        .default('words'),
    )
    .option('--json', 'the same as --format json')
    .option('--out <file>', 'write to a file that is not there yet')
    .option('--force', 'write over the file of --out')
    .action(async (given: ExplainArguments) => end(await runExplain(given, surroundings)))
  program
    .command('secret')
    .description('Makes a secret for sessions.')
    .action(() => end(runSecret(surroundings)))
  return program
}

const listIds = (items: readonly { readonly id: string }[]): string => items.map(({ id }) => id).join(', ')

/** Adds the options that name a configuration, or a provider and a client in its place. */
function nameSetUp(command: Command): Command {
  return command
    .option('--config <file>', 'the file that exports the options (default: oidc.config.ts)')
    .option(
      '--provider <id>',
      'which provider of the configuration; with --issuer: its id in the redirect URI (default: main)',
    )
    .option('--issuer <url>', 'the issuer, in place of a configuration')
    .option(
      '--client-id <id>',
      'the client, with --issuer; its secret comes from OIDC_CLIENT_SECRET, or is asked for',
    )
    .option(
      '--base-url <url>',
      'the address of the application (default: that of the configuration, or http://localhost:3000)',
    )
    .option(
      '--callback <path>',
      'the path of the redirect URI (default: that of the configuration, or /login/oauth2/code/{providerId})',
    )
    .option('--scopes <list>', 'the scopes, with --issuer (default: openid profile)')
}
