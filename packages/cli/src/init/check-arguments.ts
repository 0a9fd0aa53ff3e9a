import { type Surroundings, UsageError } from '../surroundings.ts'
import { checkIssuer, checkLine, readOrigin, readPlace } from './check-answers.ts'
import type { Admit } from './choices.ts'
import { frameworks } from './frameworks.ts'
import { knownProviders, noRoles } from './providers.ts'

/** What `oidc init` was called with. */
export interface InitArguments {
  readonly framework?: string
  readonly provider?: string
  readonly issuer?: string
  readonly clientId?: string
  /** False: there is none, and the person is not asked for it. */
  readonly public?: boolean
  readonly roles?: string
  readonly admit?: Admit
  readonly baseUrl?: string
  /** Takes the default of every question that no option answers. */
  readonly yes?: boolean
  /** Writes over existing files without a question. */
  readonly force?: boolean
}

/** Who may sign in. */
export const admissions = [
  { id: 'members', label: 'only people with a role of the mapping' },
  { id: 'everyone', label: 'everyone who can sign in at the provider' },
] as const

/** Checks what was given before the first question: a wrong option must not cost the answers. */
export function checkOptions(given: InitArguments, { environment }: Surroundings): void {
  checkId('--framework', given.framework, frameworks)
  checkId('--provider', given.provider, knownProviders)
  checkId('--admit', given.admit, admissions)
  if (given.issuer !== undefined) checkIssuer('--issuer', given.issuer)
  if (given.clientId !== undefined) checkLine('--client-id', given.clientId)
  if (given.roles !== undefined) readPlace('--roles', given.roles)
  if (given.baseUrl !== undefined) readOrigin('--base-url', given.baseUrl)
  if (given.admit === 'members' && given.roles === noRoles)
    throw new UsageError(`--admit members needs roles: give --roles a place, or --admit everyone.`)
  const secret = environment['OIDC_CLIENT_SECRET']
  if (secret !== undefined && given.public !== true) checkLine('OIDC_CLIENT_SECRET', secret)
}

function checkId(option: string, id: string | undefined, items: readonly { readonly id: string }[]): void {
  if (id === undefined || items.some((one) => one.id === id)) return
  throw new UsageError(`${option} ${JSON.stringify(id)} is none of ${items.map((one) => one.id).join(', ')}.`)
}

/** Without a terminal there are no questions, and these have no default that could be right. */
export function checkAnswers(given: InitArguments): void {
  const needed = { framework: '--framework', issuer: '--issuer', clientId: '--client-id' } as const
  const missing = Object.entries(needed)
    .filter(([name]) => given[name as keyof typeof needed] === undefined)
    .map(([, option]) => option)
  if (missing.length > 0)
    throw new UsageError(
      `There is no terminal to ask in. Give ${missing.join(', ')}, or --yes for the default of every question.`,
    )
}
