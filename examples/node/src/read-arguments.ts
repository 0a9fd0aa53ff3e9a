import { parseArgs } from 'node:util'

export interface Arguments {
  readonly check: boolean
  readonly port: number
  readonly providerPort: number
}

/** Reads the command line, then the environment: `--port` or `PORT`, `--provider-port` or `PROVIDER_PORT`. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      check: { type: 'boolean', default: false },
      port: { type: 'string' },
      'provider-port': { type: 'string' },
    },
  })
  return {
    check: values.check,
    port: readPort(values.port ?? env['PORT'], 3000),
    providerPort: readPort(values['provider-port'] ?? env['PROVIDER_PORT'], 4000),
  }
}

function readPort(text: string | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw new RangeError(`'${text}' is not a port`)
}
