import type { Choices, Project } from './choices.ts'
import { writeExpressApp } from './templates/express.ts'
import { writeFastifyApp } from './templates/fastify.ts'
import { writeHonoApp } from './templates/hono.ts'
import { writeNextFiles } from './templates/next.ts'
import { writeNodeApp } from './templates/node-http.ts'

/** A file of the application. */
export interface AppFile {
  /** Below the folder of the project. */
  readonly path: string
  readonly text: string
  /** A file that most projects have in their own form: one that is there stays. */
  readonly keepsExisting?: boolean
}

/** What an application's file needs to know. */
export interface AppSettings {
  readonly isTypeScript: boolean
  /** The specifier of the configuration. */
  readonly configuration: string
  /** Where the application listens if the variable PORT is not set. */
  readonly port: string
  readonly hasRoles: boolean
}

/** A framework that `oidc init` writes an application for. */
export interface Framework {
  /** The value of `--framework`. */
  readonly id: string
  readonly label: string
  /** The package of ours. */
  readonly adapter: string
  /** Packages beside it, to install. */
  readonly packages: readonly string[]
  /** Packages of types, for TypeScript. */
  readonly types: readonly string[]
  /** The file of variables that it reads. */
  readonly environmentFile: '.env' | '.env.local'
  /** Lists the files beside the configuration. `app` is the name of the application's file without its ending. */
  readonly writeFiles: (settings: AppSettings, project: Project) => readonly AppFile[]
}

/** The frameworks that are offered. */
export const frameworks: readonly Framework[] = [
  single({ id: 'node', label: "Node's own http server", packages: [], write: writeNodeApp }),
  single({ id: 'express', label: 'Express', packages: ['express'], write: writeExpressApp }),
  single({
    ...{ id: 'fastify', label: 'Fastify', packages: ['fastify'], write: writeFastifyApp },
    adapter: '@x/oidc-fastify',
  }),
  single({
    ...{ id: 'hono', label: 'Hono', packages: ['hono', '@hono/node-server'], write: writeHonoApp },
    adapter: '@x/oidc-hono',
  }),
  {
    id: 'next',
    label: 'Next.js, app router',
    adapter: '@x/oidc-next',
    packages: ['next', 'react', 'react-dom'],
    types: ['@types/react'],
    environmentFile: '.env.local',
    writeFiles: writeNextFiles,
  },
]

interface SingleFile {
  readonly id: string
  readonly label: string
  readonly packages: readonly string[]
  readonly adapter?: string
  readonly write: (settings: AppSettings) => string
}

/** A framework whose application is one file. */
function single({ id, label, packages, adapter = '@x/oidc-node', write }: SingleFile): Framework {
  return {
    ...{ id, label, packages, adapter, environmentFile: '.env' },
    types: id === 'express' ? ['@types/express'] : [],
    writeFiles: (settings, project) => [{ path: `app.${endingOf(project)}`, text: write(settings) }],
  }
}

/** The ending of files that are ES modules: package.json decides whether the plain one is. */
export function endingOf({ isTypeScript, isModule }: Project): string {
  return isTypeScript ? (isModule ? 'ts' : 'mts') : 'mjs'
}

/** How one file imports another, as tsconfig.json lets it. */
export function importEndingOf(project: Project): string {
  const ending = endingOf(project)
  return project.isTypeScript && !project.importsTs ? ending.replace('ts', 'js') : ending
}

/** The port of an origin on this machine, or the usual one. */
export function portOf({ baseUrl }: Choices): string {
  return new URL(baseUrl).port || '3000'
}
