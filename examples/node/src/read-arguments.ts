import { parseArgs } from 'node:util'

export interface Arguments {
  readonly check: boolean
  readonly port: number
  readonly providerPort: number
}

/**
 * Reads the command line, then the environment: `--port` or `PORT`, `--provider-port` or `PROVIDER_PORT`. Gives a
 * sentence for whoever wrote what cannot be read.
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
  const port = values.port ?? env['PORT'] ?? '3000'
  const providerPort = values['provider-port'] ?? env['PROVIDER_PORT'] ?? '4000'
  const wrong = [port, providerPort].find((text) => !isPort(text))
  if (wrong !== undefined) return `'${wrong}' is not a port.`
  return { check: values.check, port: Number(port), providerPort: Number(providerPort) }
}

function parse(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
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
