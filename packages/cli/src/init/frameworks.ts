import type { AppSettings, Framework } from './framework.ts'
import type { Project } from './project.ts'
import { writeExpressApp } from './templates/express.ts'
import { writeFastifyApp } from './templates/fastify.ts'
import { writeHonoApp } from './templates/hono.ts'
import { writeNextFiles } from './templates/next.ts'
import { writeNodeApp } from './templates/node-http.ts'

/** The frameworks that are offered. */
export const frameworks: readonly [Framework, ...Framework[]] = [
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
    smallest: { next: 16, react: 19, 'react-dom': 19 },
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
export function portOf({ baseUrl }: { readonly baseUrl: string }): string {
  return new URL(baseUrl).port || '3000'
}
