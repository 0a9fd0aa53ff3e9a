import { type Choices, listAddresses } from './choices.ts'
import type { Project } from './project.ts'
import { endingOf } from './frameworks.ts'
import type { PackageManager } from './find-installer.ts'

/** Node runs TypeScript by itself from here on: 22.18 and 24. */
const isTypeScriptNative = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}

/** What the person does next: register, install, run, examine. */
export function renderNextSteps(
  choices: Choices,
  project: Project,
  manager: PackageManager,
  nodeVersion: string,
): string {
  const { framework, provider, roles, clientSecret, isPublic } = choices
  const { redirect, postLogout } = listAddresses(choices)
  const { registration } = provider
  const file = framework.environmentFile
  const isNext = framework.id === 'next'
  const runsTs = project.importsTs && isTypeScriptNative(nodeVersion)
  const needsTsx = project.isTypeScript && !isNext && !runsTs
  const types = project.isTypeScript
    ? ['typescript', '@types/node', ...framework.types, ...(needsTsx ? ['tsx'] : [])]
    : []
  const start = isNext
    ? 'npx next dev'
    : `${needsTsx ? 'npx tsx' : 'node'} --env-file=${file} app.${endingOf(project)}`
  const todos = [
    ...(isPublic || clientSecret !== '' ? [] : [`Write CLIENT_SECRET into ${file}.`]),
    ...(roles?.todo === undefined ? [] : [roles.todo]),
    ...(provider.note === undefined ? [] : [provider.note]),
    ...(roles ? ['Write the role keys of your provider into roleMapping: oidc login shows them.'] : []),
  ]
  return [
    `At the provider (${registration.place}), register:`,
    `  ${registration.redirect}: ${redirect}`,
    ...(registration.postLogout === undefined ? [] : [`  ${registration.postLogout}: ${postLogout}`]),
    ...todos,
    '',
    'Then:',
    `  ${manager.install} ${[framework.adapter, ...framework.packages].join(' ')}`,
    ...(types.length > 0 ? [`  ${manager.installForDevelopment} ${types.join(' ')}`] : []),
    `  ${manager.run} @x/oidc-cli doctor`,
    `  ${start}`,
    '',
  ].join('\n')
}
