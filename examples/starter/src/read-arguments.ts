import { parseArgs } from 'node:util'
import { appNames, isAppName } from './apps.ts'
import type { AppName } from './apps.ts'
import { providerNames } from './provider-names.ts'
import type { ProviderName } from './provider-names.ts'

export interface Arguments {
  /** The app that was asked for, if one was. */
  readonly app: AppName | undefined
  /** What the provider should be like, if anything in particular. */
  readonly provider: ProviderName | undefined
  readonly check: boolean
  /** Where the sessions are, if not in the memory of the app. */
  readonly store: 'redis' | undefined
  /** How many processes of the app there are, if more than one was asked for. */
  readonly instances: number | undefined
  readonly port: number
  readonly providerPort: number
}

const options = {
  app: { type: 'string' },
  provider: { type: 'string' },
  store: { type: 'string' },
  instances: { type: 'string' },
  check: { type: 'boolean', default: false },
  port: { type: 'string' },
  'provider-port': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/**
 * Reads the command line, then the environment: `--port` or `PORT`, `--provider-port` or `PROVIDER_PORT`. Returns `'help'` for
 * `--help`, and a sentence that says which argument is not valid.
 */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Arguments | string {
  const unknown = findUnknown(args)
  if (unknown !== undefined) {
    const known = Object.keys(options).map((name) => `--${name}`)
    return `There is no option '${unknown}'. Choose ${listChoices(known)}.`
  }
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
  }
  if (values.help) return 'help'
  const { app, check } = values
  const provider = providerNames.find((name) => name === values.provider)
  const port = values.port ?? env['PORT'] ?? '3000'
  const providerPort = values['provider-port'] ?? env['PROVIDER_PORT'] ?? '4000'
  const wrong = [port, providerPort].find((text) => !isPort(text))
  if (wrong !== undefined) return `'${wrong}' is not a port: a port is a number from 0 to 65535.`
  if (app !== undefined && !isAppName(app))
    return `There is no app '${app}'. Choose ${listChoices(appNames)}.`
  if (values.provider !== undefined && provider === undefined)
    return `There is no provider '${values.provider}'. Choose ${listChoices(providerNames)}, or leave --provider out.`
  const many = readInstances(values.instances, values.store, app)
  if (typeof many === 'string') return many
  return { app, provider, check, ...many, port: Number(port), providerPort: Number(providerPort) }
}

const maxInstances = 16

/** Several processes need a store that all reach, and one app shows both. */
function readInstances(
  instances: string | undefined,
  store: string | undefined,
  app: string | undefined,
): Pick<Arguments, 'instances' | 'store'> | string {
  if (store !== undefined && store !== 'redis')
    return `There is no store '${store}'. Choose redis, or leave --store out.`
  if (
    instances !== undefined &&
    !(/^\d{1,2}$/u.test(instances) && +instances >= 1 && +instances <= maxInstances)
  )
    return `'${instances}' is no number of processes, expected 1 to ${maxInstances}.`
  const count = instances === undefined ? 1 : Number(instances)
  if (count > 1 && store === undefined)
    return (
      `--instances=${count} needs --store=redis: without a shared store each process has sessions of its own, and does not know who signed ` +
      'in at another.'
    )
  if (store !== undefined && app !== 'hono') return '--store=redis is for --app=hono.'
  return { store, instances: count > 1 ? count : undefined }
}

function parse(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options })
  return values
}

/** The first option that does not exist, as it is written, without its value. */
function findUnknown(args: readonly string[]): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const given = tokens.filter((token) => token.kind === 'option')
  return given.find(({ name }) => !Object.hasOwn(options, name))?.rawName
}

function listChoices(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' or ')
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) < 65_536
}
