import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Decision, decideAccess, explainAccess, type SignInProviderConfig } from '@x/oidc-core'
import { drawDecisionPage, drawDecisionSvg } from '@x/oidc-picture'
import { chooseProvider } from '../configuration/choose-provider.ts'
import { loadOptions } from '../configuration/load-options.ts'
import { readSources } from '../explain/read-sources.ts'
import { writeNewFile } from '../files/write-new-file.ts'
import { findUnreadKeys } from '../login/find-unread-keys.ts'
import type { ClaimsBySource } from '../login/suggest-roles-claims.ts'
import { writeJson } from '../output/escape-controls.ts'
import { type Surroundings, UsageError } from '../surroundings.ts'

/** What `oidc explain` was called with. */
export interface ExplainArguments {
  readonly config?: string
  readonly provider?: string
  /** A file, or `-` for the standard input. */
  readonly claims: string
  readonly role?: string
  readonly format: Format
  /** The same as the format `json`. */
  readonly json?: boolean
  /** The file that is written in place of the standard output. */
  readonly out?: string
  /** Whether that file may be there already. */
  readonly force?: boolean
}

/** How a decision can be written: in words, as JSON, as a picture, as a page with both. */
export const formats = ['words', 'json', 'svg', 'html'] as const
type Format = (typeof formats)[number]

/** Decides with a configuration about claims in a file, and says why. The exit code is 1 if they do not admit the person or give the role. */
export async function runExplain(given: ExplainArguments, surroundings: Surroundings): Promise<number> {
  const options = await loadOptions(surroundings.folder, given.config)
  const { provider, isDecidedByFunction } = chooseProvider(options, given.provider)
  if (isDecidedByFunction)
    throw new UsageError(
      'security of the configuration is a function, and the application alone calls it. Give --config with a security that is a value, such as what the function returns for this person.',
    )
  const { sources, note } = readSources(await readClaims(given.claims, surroundings))
  if (note !== undefined) surroundings.writeError(`${note}\n`)
  const decision = decideAccess(provider, sources)
  const { role, out } = given
  const format = given.json === true ? 'json' : given.format
  const hints = listHints(provider, sources as ClaimsBySource, decision, role)
  const text = `${write(decision, format, role)}${format === 'words' ? hints : ''}`
  if (format !== 'words') surroundings.writeError(hints)
  if (out === undefined) surroundings.write(text)
  else surroundings.writeError(`Wrote ${writeNewFile(surroundings.folder, out, text, given.force)}\n`)
  return decision.admitted && (role === undefined || decision.roles.includes(role)) ? 0 : 1
}

/** Where a role key stands that no rule reads: a line for each. */
function listHints(
  provider: SignInProviderConfig,
  claims: ClaimsBySource,
  { roles, trace }: Decision,
  role: string | undefined,
): string {
  const granted: readonly string[] = roles
  if (role !== undefined && granted.includes(role)) return ''
  const found = trace.keys.map(({ key }) => key)
  return findUnreadKeys(provider, claims, found, role)
    .map((hint) => `${hint}\n`)
    .join('')
}

function write(decision: Decision, format: Format, role: string | undefined): string {
  switch (format) {
    case 'words':
      return `${explainAccess(decision, role === undefined ? {} : { role })}\n`
    case 'json':
      return `${writeJson(decision)}\n`
    case 'svg':
      return drawDecisionSvg(decision)
    case 'html':
      return drawDecisionPage(decision)
  }
}

async function readClaims(name: string, { folder, readInput }: Surroundings): Promise<string> {
  if (name === '-') return readInput()
  const path = resolve(folder, name)
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`)
  return readFileSync(path, 'utf8')
}
