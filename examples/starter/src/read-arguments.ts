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
  readonly port: number
  readonly providerPort: number
}

/**
 * Reads the command line, then the environment: `--port` or `PORT`, `--provider-port` or `PROVIDER_PORT`. Gives a
 * sentence that says which argument is not valid.
 */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Arguments | string {
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
  }
  const { app, check } = values
  const provider = providerNames.find((name) => name === values.provider)
  const port = values.port ?? env['PORT'] ?? '3000'
  const providerPort = values['provider-port'] ?? env['PROVIDER_PORT'] ?? '4000'
  const wrong = [port, providerPort].find((text) => !isPort(text))
  if (wrong !== undefined) return `'${wrong}' is not a port.`
  if (app !== undefined && !isAppName(app)) return `There is no app '${app}', only ${appNames.join(', ')}.`
  if (values.provider !== undefined && provider === undefined)
    return `There is no provider '${values.provider}', only ${providerNames.join(', ')}.`
  return { app, provider, check, port: Number(port), providerPort: Number(providerPort) }
}

function parse(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      app: { type: 'string' },
      provider: { type: 'string' },
      check: { type: 'boolean', default: false },
      port: { type: 'string' },
      'provider-port': { type: 'string' },
    },
  })
  return values
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) < 65_536
}
