import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { cleanText } from '@x/oidc-core'
import { createJiti } from 'jiti'
import { UsageError } from '../surroundings.ts'

/** The names that are looked for, in this order, without `--config`. */
const configurationNames = ['oidc.config.ts', 'oidc.config.mts', 'oidc.config.mjs', 'oidc.config.js']

/** The exports of a configuration file that hold its options, in this order. */
const exportNames = ['default', 'options', 'oidcOptions']

/**
 * Loads the options that a file exports, in TypeScript or JavaScript, after the `.env.local` and the `.env` beside it: as its default export, or as `options`.
 * @throws UsageError if there is no such file, or if it fails or exports no options
 */
export async function loadOptions(folder: string, given: string | undefined): Promise<unknown> {
  const path = given === undefined ? findFile(folder) : resolve(folder, given)
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`)
  // Next.js reads the first one, too. A variable that is set stays.
  for (const file of ['.env.local', '.env']) loadEnvironment(join(dirname(path), file))
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

function loadEnvironment(path: string): void {
  if (!existsSync(path)) return
  for (const [name, value = ''] of Object.entries(parseEnv(readFileSync(path, 'utf8'))))
    // Next.js puts the values of other variables in the place of $NAME, and \$ is how its file writes the sign.
    process.env[name] ??= path.endsWith('.local') ? value.replaceAll(String.raw`\$`, '$') : value
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
