import { relative } from 'node:path'
import { documentationPage } from '../documentation.ts'
import { isExample } from './ask-issuer.ts'
import { type Choices, listAddresses } from './choices.ts'
import type { Project } from './project.ts'
import { endingOf, portOf } from './frameworks.ts'
import type { PackageManager } from './find-installer.ts'

/** Node runs TypeScript by itself from here on: 22.18 and 24. */
const isTypeScriptNative = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}

interface NextSteps {
  readonly nodeVersion: string
  readonly from: string
  readonly ownPage: string | undefined
}

/** What to do at the provider and in the files. */
export function renderRegistration(choices: Choices, { run }: PackageManager): string {
  const { framework, provider, roles, admit, issuerUrl, clientSecret, isPublic } = choices
  const { redirect, postLogout } = listAddresses(choices)
  const { registration } = provider
  const file = framework.environmentFile
  return toLines([
    `At the provider (${registration.place}), register:`,
    `  ${registration.redirect}: ${redirect}`,
    ...(registration.postLogout === undefined ? [] : [`  ${registration.postLogout}: ${postLogout}`]),
    ...(isExample(issuerUrl, provider)
      ? [`${issuerUrl} is an example: write your ISSUER_URL into ${file}.`]
      : []),
    ...(isPublic || clientSecret !== '' ? [] : [`Write CLIENT_SECRET into ${file}.`]),
    ...(roles?.todo === undefined ? [] : [roles.todo]),
    ...(provider.note === undefined ? [] : [provider.note]),
    admit === 'everyone'
      ? 'Everyone who can sign in there is admitted. The configuration says how to change it.'
      : 'Only people with ROLE_USER are admitted. The configuration says how to admit everyone.',
    ...(roles
      ? [`Write the role keys of your provider into roleMapping: ${run} @x/oidc-cli login shows them.`]
      : []),
  ])
}

/**
 * How the application that was written is installed, examined and run.
 * @param surroundings the version of Node, the folder in which the person is, and the home page if the project has its own
 */
export function renderCommands(
  { baseUrl, framework }: Pick<Choices, 'baseUrl' | 'framework'>,
  project: Project,
  manager: PackageManager,
  { nodeVersion, from, ownPage }: NextSteps,
): string {
  const isNext = framework.id === 'next'
  const port = portOf({ baseUrl })
  const folder = relative(from, project.folder)
  const runsTs = project.importsTs && isTypeScriptNative(nodeVersion)
  const needsTsx = project.isTypeScript && !isNext && !runsTs
  const types = project.isTypeScript
    ? ['typescript', '@types/node', ...framework.types, ...(needsTsx ? ['tsx'] : [])]
    : []
  const start = isNext
    ? `npx next dev${port === '3000' ? '' : ` -p ${port}`}`
    : `${needsTsx ? 'npx tsx' : 'node'} --env-file=${framework.environmentFile} app.${endingOf(project)}`
  const packages = [framework.adapter, ...framework.packages.flatMap(listMissing(framework, project))]
  const missingTypes = types.flatMap(listMissing(framework, project))
  return toLines([
    'Then:',
    ...(folder === '' ? [] : [`  cd ${/^[\w./-]+$/u.test(folder) ? folder : JSON.stringify(folder)}`]),
    `  ${manager.install} ${packages.join(' ')}`,
    ...(missingTypes.length > 0 ? [`  ${manager.installForDevelopment} ${missingTypes.join(' ')}`] : []),
    `  ${manager.run} @x/oidc-cli doctor`,
    `  ${start}`,
    ...(ownPage === undefined
      ? [`and open ${baseUrl}`]
      : [`and open ${baseUrl}/login`, ...describeOwnPage(ownPage, project)]),
  ])
}

/** What is to be installed of a package: nothing if it is there and new enough. */
const listMissing =
  ({ smallest = {} }: Choices['framework'], { dependencies }: Project) =>
  (name: string): readonly string[] => {
    const range = dependencies.get(name)
    if (range === undefined) return [name]
    const [major = Infinity] = range.match(/\d+/u)?.map(Number) ?? []
    const needed = smallest[name] ?? 0
    return major < needed ? [`${name}@${needed}`] : []
  }

/** How a home page that stays can say who is signed in. */
function describeOwnPage(path: string, { next }: Project): readonly string[] {
  const isOfPagesRouter = path.startsWith(`${next.source}pages/`)
  const [call, place] = isOfPagesRouter
    ? ['getAuth(context.req) in getServerSideProps', 'docs/guides/nextjs.md#the-pages-router']
    : ['getAuth()', 'packages/next/README.md']
  return [
    `${path} stays as it is. To say there who is signed in, call ${call}: ${documentationPage(place)}`,
    ...(next.hasCacheComponents && !isOfPagesRouter
      ? ['With Cache Components, such a page also needs: export const instant = false']
      : []),
  ]
}

/** A file of the project that stayed in the place of one that the application needs. */
export interface Kept {
  readonly path: string
  /** Whether `--force` would write over it. */
  readonly canBeForced: boolean
}

/** What to do where files of other content stayed: there is no application to start. */
export function renderKept(
  files: readonly Kept[],
  { framework }: Pick<Choices, 'framework'>,
  { run }: PackageManager,
): string {
  const [be, belong, stay] = files.length === 1 ? ['is', 'belongs', 'stays'] : ['are', 'belong', 'stay']
  return toLines([
    `${files.map(({ path }) => path).join(', ')} ${be} there already, ${belong} to something else, and ${stay}. So the application for ${framework.label} was not written as a whole. One of these:`,
    `  - Name another folder: ${run} @x/oidc-cli init my-app`,
    ...(files.every(({ canBeForced }) => canBeForced) ? ['  - Let it write over the file: --force'] : []),
    `  - Add the sign-in to what is there, as the README of ${framework.adapter} shows: ${documentationPage(`packages/${framework.adapter.replace('@x/oidc-', '')}/README.md`)}`,
  ])
}

const toLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
