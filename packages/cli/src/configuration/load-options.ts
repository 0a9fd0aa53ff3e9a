import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { cleanText } from '@x/oidc-core'
import { createJiti } from 'jiti'
import { UsageError } from '../surroundings.ts'

/** The names that are looked for, in this order, without `--config`. */
const configurationNames = ['oidc.config.ts', 'oidc.config.mts', 'oidc.config.mjs', 'oidc.config.js']

/** The exports of a configuration file that hold its options, in this order. */
const exportNames = ['default', 'options', 'oidcOptions']

/**
 * Loads the options that a file exports, in TypeScript or JavaScript, after the `.env` beside it: as its default export, or as `options`.
 * @throws UsageError if there is no such file, or if it fails or exports no options
 */
export async function loadOptions(folder: string, given: string | undefined): Promise<unknown> {
  const path = given === undefined ? findFile(folder) : resolve(folder, given)
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`)
  loadEnvironment(join(dirname(path), '.env'))
  const exported = await importFile(path)
  const name = exportNames.find((one) => exported[one] !== undefined)
  const value = name === undefined ? undefined : exported[name]
  if (name === undefined || typeof value !== 'object' || value === null)
    throw new UsageError(
      `${basename(path)} exports no options. Write "export default { baseUrl, providers, session, … }" there, and import it where createOidc is called.`,
    )
  if ('handler' in value || 'requireUser' in value)
    throw new UsageError(
      `${basename(path)} exports what createOidc returns. Export the options that createOidc gets, in a file of their own.`,
    )
  return value
}

function findFile(folder: string): string {
  const name = configurationNames.find((one) => existsSync(join(folder, one)))
  if (name === undefined)
    throw new UsageError(
      `There is no ${configurationNames.join(', ')} in ${folder}. Name the file with --config, or give --issuer and --client-id.`,
    )
  return join(folder, name)
}

/** Variables that are set already stay. */
function loadEnvironment(path: string): void {
  if (existsSync(path)) process.loadEnvFile(path)
}

async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const jiti = createJiti(import.meta.url, { moduleCache: false, interopDefault: false })
    return await jiti.import<Record<string, unknown>>(path)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${basename(path)} cannot be loaded: ${cleanText(message, 300)}`)
  }
}
