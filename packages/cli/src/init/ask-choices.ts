import type { Choice, Surroundings } from '../surroundings.ts'
import { askIssuer } from './ask-issuer.ts'
import { answered, askUntilRight } from './ask-until-right.ts'
import { checkLine, readOrigin, readPlace } from './check-answers.ts'
import { admissions, checkAnswers, checkOptions, type InitArguments } from './check-arguments.ts'
import type { Admit, Choices } from './choices.ts'
import type { Project } from './project.ts'
import type { Framework } from './framework.ts'
import { frameworks } from './frameworks.ts'
import type { KnownProvider, RolesPlace } from './known-provider.ts'
import { knownProviders, noRoles } from './providers.ts'

const defaultBaseUrl = 'http://localhost:3000'
const defaultClientId = 'app'

/** Whether a person is asked. */
export const asksPerson = ({ yes }: InitArguments, { isInteractive }: Surroundings): boolean =>
  yes !== true && isInteractive

/**
 * Asks what no option answers. Without a terminal, or with `--yes`, it takes the defaults instead.
 * @throws UsageError if an option has a value that does not exist, if one is missing without a terminal, or if the person cancels
 */
export async function askChoices(
  given: InitArguments,
  project: Project,
  surroundings: Surroundings,
): Promise<Choices> {
  const asks = asksPerson(given, surroundings)
  if (!asks && given.yes !== true) checkAnswers(given)
  checkOptions(given, surroundings)
  const framework = await pick(
    { question: 'Which framework?', given: given.framework, asks },
    guessFirst(frameworks, guessFramework(project)),
    surroundings,
  )
  const provider = await pick(
    { question: 'Which provider?', given: given.provider, asks },
    guessFirst(knownProviders, guessProvider(given.issuer)),
    surroundings,
  )
  const text = async (
    value: string | undefined,
    question: string,
    initial: string,
    read: (typed: string) => string,
  ) =>
    value ??
    (asks ? askUntilRight(() => surroundings.askText(question, initial), read, surroundings) : initial)
  const issuerUrl = asks
    ? await askIssuer(given.issuer, provider, surroundings)
    : (given.issuer ?? provider.issuerExample)
  const clientId = await text(given.clientId, 'The client id?', defaultClientId, (typed) =>
    checkLine('The client id', typed),
  )
  const roles = await pickRoles(given.roles, provider, asks, surroundings)
  const admit = await pickAdmit(given.admit, roles, asks, surroundings)
  const question = 'The address of the application?'
  const origin = await text(given.baseUrl, question, defaultBaseUrl, (typed) =>
    readOrigin('The address', typed),
  )
  const baseUrl = readOrigin('--base-url', origin)
  const isPublic = given.public === true
  const clientSecret = isPublic ? '' : await readSecret(asks, surroundings)
  return { framework, provider, issuerUrl, clientId, clientSecret, isPublic, roles, admit, baseUrl }
}

interface Question {
  readonly question: string
  readonly given: string | undefined
  readonly asks: boolean
}

async function pick<Item extends Framework | KnownProvider>(
  { question, given, asks }: Question,
  items: readonly [Item, ...Item[]],
  { askChoice }: Surroundings,
): Promise<Item> {
  const id = given ?? (asks ? await answered(askChoice(question, items.map(toChoice))) : items[0].id)
  return items.find((one) => one.id === id) ?? items[0]
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
    { value: noRoles, label: 'no roles: everyone who can sign in there is admitted' },
  ]
  const chosen =
    given ??
    (asks
      ? await answered(surroundings.askChoice('Where are the roles of a person?', choices))
      : (places[0]?.id ?? noRoles))
  if (chosen === noRoles) return undefined
  const known = places.find(({ id }) => id === chosen)
  if (known) return known
  if (chosen !== claim) return readPlace('--roles', chosen)
  return askUntilRight(
    () => surroundings.askText('The name of the claim, or its path as a JSON list?', 'groups'),
    (typed) => readPlace('The claim', typed),
    surroundings,
  )
}

/** Who may sign in. Without roles it is everyone; else only members until a person chooses otherwise. */
async function pickAdmit(
  given: Admit | undefined,
  roles: RolesPlace | undefined,
  asks: boolean,
  { askChoice }: Surroundings,
): Promise<Admit> {
  if (roles === undefined) return 'everyone'
  if (given !== undefined) return given
  const chosen = asks ? await answered(askChoice('Who may sign in?', admissions.map(toChoice))) : 'members'
  return chosen === 'everyone' ? chosen : 'members'
}

/** The secret of the client comes from the environment, or from the person without an echo: an option would stay in the history of the shell. */
async function readSecret(asks: boolean, surroundings: Surroundings): Promise<string> {
  const set = surroundings.environment['OIDC_CLIENT_SECRET']
  if (set !== undefined || !asks) return set ?? ''
  return askUntilRight(
    () => surroundings.askSecret('The client secret? (empty: you write it into the file later)'),
    (typed) => (typed === '' ? '' : checkLine('The client secret', typed)),
    surroundings,
  )
}

function guessFramework({ dependencies }: Project): string | undefined {
  return ['next', 'fastify', 'hono', 'express'].find((name) => dependencies.has(name))
}

const guessProvider = (issuer: string | undefined): string | undefined =>
  issuer === undefined ? undefined : knownProviders.find(({ isIssuer }) => isIssuer.test(issuer))?.id

/** Puts the probable one first, where a question and a default find it. */
function guessFirst<Item extends { readonly id: string }>(
  items: readonly [Item, ...Item[]],
  guess: string | undefined,
): readonly [Item, ...Item[]] {
  const first = items.find(({ id }) => id === guess) ?? items[0]
  return [first, ...items.filter((item) => item !== first)]
}
