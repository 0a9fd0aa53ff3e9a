import { randomBytes } from 'node:crypto'
import { type Choices, listAddresses } from './choices.ts'
import type { Project } from './project.ts'
import type { AppFile } from './framework.ts'
import { endingOf, importEndingOf, portOf } from './frameworks.ts'
import { writeConfiguration } from './write-configuration.ts'

/** Everything that is to be written into the folder of a project. */
export interface FilePlan {
  /** The configuration first, then the application. */
  readonly files: readonly AppFile[]
  /** The file with the values, which has secrets: one that is there stays. */
  readonly environment: {
    readonly path: Choices['framework']['environmentFile']
    readonly variables: ReadonlyMap<string, string>
  }
  /** The same without values, for the repository. */
  readonly example: AppFile
  /** Lines of `.gitignore`. */
  readonly ignored: readonly string[]
}

/** Decides what is written, without writing it. */
export function planFiles(choices: Choices, project: Project): FilePlan {
  const { framework, isPublic, roles } = choices
  const isNext = framework.id === 'next'
  const ending = isNext && project.isTypeScript ? 'ts' : endingOf(project)
  const variables = new Map([
    ['ISSUER_URL', choices.issuerUrl],
    ['CLIENT_ID', choices.clientId],
    ...(isPublic ? [] : [['CLIENT_SECRET', choices.clientSecret] as const]),
    ['SESSION_SECRET', randomBytes(32).toString('hex')],
  ])
  const settings = {
    isTypeScript: project.isTypeScript,
    configuration: `./oidc.config.${importEndingOf(project)}`,
    port: portOf(choices),
    hasRoles: roles !== undefined,
  }
  return {
    files: [
      { path: `oidc.config.${ending}`, text: writeConfiguration(choices, project.isTypeScript) },
      ...framework.writeFiles(settings, project),
    ],
    environment: { path: framework.environmentFile, variables },
    example: { path: '.env.example', text: writeExample(choices) },
    ignored: [...new Set(['.env', framework.environmentFile])],
  }
}

/** Writes variables as `--env-file` of Node reads them, or as Next.js does: a value in quotes may hold every sign but its own quote. */
export function writeVariables(
  variables: ReadonlyMap<string, string>,
  file: Choices['framework']['environmentFile'],
): string {
  // Next.js puts the values of other variables in the place of $NAME.
  const escape = (value: string) => (file === '.env.local' ? value.replaceAll('$', String.raw`\$`) : value)
  return [...variables].map(([name, value]) => `${name}=${escape(quoteValue(value))}\n`).join('')
}

function quoteValue(value: string): string {
  if (/^[\w.:/@+-]*$/u.test(value)) return value
  const sign = ["'", '"', '`'].find((one) => !value.includes(one))
  return sign === undefined ? value : `${sign}${value}${sign}`
}

function writeExample(choices: Choices): string {
  const { framework, isPublic } = choices
  return [
    `# Copy this file to ${framework.environmentFile}, which is not committed, and fill it in.`,
    `# Register at the provider: ${Object.values(listAddresses(choices)).join(' and ')}`,
    `ISSUER_URL=${choices.provider.issuerExample}`,
    'CLIENT_ID=',
    ...(isPublic ? [] : ['CLIENT_SECRET=']),
    '# npx --yes @x/oidc-cli secret makes one.',
    'SESSION_SECRET=',
    '',
  ].join('\n')
}
