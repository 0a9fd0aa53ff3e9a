import { isLoopback } from '@x/oidc-core'
import { readBaseUrl } from '../arguments/read-base-url.ts'
import { type Choice, type Surroundings, UsageError } from '../surroundings.ts'
import type { Choices } from './choices.ts'
import type { Project } from './project.ts'
import type { Framework } from './framework.ts'
import { frameworks } from './frameworks.ts'
import type { KnownProvider, RolesPlace } from './known-provider.ts'
import { knownProviders, noRoles, readClaimPlace } from './providers.ts'

/** What `oidc init` was called with. */
export interface InitArguments {
  readonly framework?: string
  readonly provider?: string
  readonly issuer?: string
  readonly clientId?: string
  /** False: there is none, and the person is not asked for it. */
  readonly public?: boolean
  readonly roles?: string
  readonly baseUrl?: string
  /** Takes the default of every question that no option answers. */
  readonly yes?: boolean
  /** Writes over existing files without a question. */
  readonly force?: boolean
}

const defaultBaseUrl = 'http://localhost:3000'
const defaultClientId = 'app'

/**
 * Asks what no option answers. Without a terminal, or with `--yes`, it takes the defaults instead.
 * @throws UsageError if an option has a value that does not exist, if one is missing without a terminal, or if the person cancels
 */
export async function askChoices(
  given: InitArguments,
  project: Project,
  surroundings: Surroundings,
): Promise<Choices> {
  const asks = given.yes !== true && surroundings.isInteractive
  if (!asks && given.yes !== true) checkAnswers(given)
  const framework = await pick(
    { option: '--framework', question: 'Which framework?', given: given.framework, asks },
    guessFirst(frameworks, guessFramework(project)),
    surroundings,
  )
  const provider = await pick(
    { option: '--provider', question: 'Which provider?', given: given.provider, asks },
    guessFirst(knownProviders, guessProvider(given.issuer)),
    surroundings,
  )
  const text = async (option: string, question: string, value: string | undefined, initial: string) =>
    checkLine(option, value ?? (asks ? await answered(surroundings.askText(question, initial)) : initial))
  const issuerUrl = checkIssuer(await text('--issuer', 'Its issuer?', given.issuer, provider.issuerExample))
  const clientId = await text('--client-id', 'The client id?', given.clientId, defaultClientId)
  const roles = await pickRoles(given.roles, provider, asks, surroundings)
  const baseUrl = readOrigin(
    await text('--base-url', 'The address of the application?', given.baseUrl, defaultBaseUrl),
  )
  const isPublic = given.public === true
  const clientSecret = isPublic ? '' : await readSecret(asks, surroundings)
  return { framework, provider, issuerUrl, clientId, clientSecret, isPublic, roles, baseUrl }
}

/** Without a terminal there are no questions, and these have no default that could be right. */
function checkAnswers(given: InitArguments): void {
  const needed = { framework: '--framework', issuer: '--issuer', clientId: '--client-id' } as const
  const missing = Object.entries(needed)
    .filter(([name]) => given[name as keyof typeof needed] === undefined)
    .map(([, option]) => option)
  if (missing.length > 0)
    throw new UsageError(
      `There is no terminal to ask in. Give ${missing.join(', ')}, or --yes for the default of every question.`,
    )
}

interface Question {
  readonly option: string
  readonly question: string
  readonly given: string | undefined
  readonly asks: boolean
}

async function pick<Item extends Framework | KnownProvider | RolesPlace>(
  { option, question, given, asks }: Question,
  items: readonly Item[],
  { askChoice }: Surroundings,
): Promise<Item> {
  const id = given ?? (asks ? await answered(askChoice(question, items.map(toChoice))) : (items[0]?.id ?? ''))
  const item = items.find((one) => one.id === id)
  if (item === undefined)
    throw new UsageError(
      `${option} ${JSON.stringify(id)} is none of ${items.map((one) => one.id).join(', ')}.`,
    )
  return item
}

const toChoice = ({ id, label }: { readonly id: string; readonly label: string }): Choice => ({
  value: id,
  label,
})

/** Where the roles are: a place of the provider, a claim of the person's own, or none. */
async function pickRoles(
  given: string | undefined,
  { places }: KnownProvider,
  asks: boolean,
  surroundings: Surroundings,
): Promise<RolesPlace | undefined> {
  const claim = 'another-claim'
  const choices = [
    ...places.map(toChoice),
    { value: claim, label: 'another claim' },
    { value: noRoles, label: 'no roles: everyone who can sign in is admitted' },
  ]
  const chosen =
    given ??
    (asks
      ? await answered(surroundings.askChoice('Where are the roles of a person?', choices))
      : (places[0]?.id ?? noRoles))
  if (chosen === noRoles) return undefined
  const known = places.find(({ id }) => id === chosen)
  if (known) return known
  const name =
    chosen === claim
      ? await answered(surroundings.askText('The name of the claim, or its path as a JSON list?', 'groups'))
      : chosen
  const place = readClaimPlace(checkLine('--roles', name))
  if (place === undefined)
    throw new UsageError(
      `--roles ${JSON.stringify(name)} is no path: write a JSON list of texts, such as ["realm_access","roles"].`,
    )
  return place
}

/** The secret of the client comes from the environment, or from the person without an echo: an option would stay in the history of the shell. */
async function readSecret(asks: boolean, { environment, askSecret }: Surroundings): Promise<string> {
  const set = environment['OIDC_CLIENT_SECRET']
  if (set !== undefined) return checkLine('OIDC_CLIENT_SECRET', set, false)
  if (!asks) return ''
  const typed = await answered(askSecret('The client secret? (empty: you write it into the file later)'))
  return typed === '' ? '' : checkLine('The client secret', typed, false)
}

async function answered<Value>(answer: Promise<Value | undefined>): Promise<Value> {
  const value = await answer
  if (value === undefined) throw new UsageError('Cancelled. Nothing was written.')
  return value
}

/** A value that ends a line would begin another variable in the file of variables. */
function checkLine(option: string, value: string, mayShow = true): string {
  if (value.trim() !== '' && !/\p{Cc}/u.test(value)) return value
  throw new UsageError(
    `${option}${mayShow ? ` ${JSON.stringify(value)}` : ''} is empty or has control characters. Write it on one line.`,
  )
}

function checkIssuer(issuer: string): string {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (url !== undefined && isSecure && url.search === '' && url.hash === '') return issuer
  throw new UsageError(
    `--issuer ${JSON.stringify(issuer)} is no issuer: it is an https address without a query, such as https://id.example.com. On this machine http is allowed.`,
  )
}

function readOrigin(given: string): string {
  const baseUrl = readBaseUrl(given)
  if (new URL(baseUrl).pathname !== '/')
    throw new UsageError(
      `--base-url ${JSON.stringify(given)} has a path. The application that is written answers at the top of its origin: leave the path out.`,
    )
  return baseUrl
}

function guessFramework({ dependencies }: Project): string | undefined {
  return ['next', 'fastify', 'hono', 'express'].find((name) => dependencies.includes(name))
}

const guessProvider = (issuer: string | undefined): string | undefined =>
  issuer === undefined ? undefined : knownProviders.find(({ isIssuer }) => isIssuer.test(issuer))?.id

/** Puts the probable one first, where a question and a default find it. */
function guessFirst<Item extends { readonly id: string }>(
  items: readonly Item[],
  guess: string | undefined,
): readonly Item[] {
  return [...items].sort((a, b) => Number(b.id === guess) - Number(a.id === guess))
}
