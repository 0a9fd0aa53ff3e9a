import { join } from 'node:path'

/** An example that `npm start -- --app=…` runs. */
export interface App {
  readonly folder: string
  /** What Node is to run there. */
  readonly args: readonly string[]
  /** Makes what it runs, where that takes a step of its own, in a folder below. */
  readonly build?: { readonly args: readonly string[]; readonly folder: string }
}

const examples = join(import.meta.dirname, '../..')
const next = 'node_modules/next/dist/bin/next'

export const apps = {
  node: { folder: join(examples, 'node'), args: ['src/main.ts'] },
  express: { folder: join(examples, 'express'), args: ['src/main.ts'] },
  fastify: { folder: join(examples, 'fastify'), args: ['src/main.ts'] },
  hono: { folder: join(examples, 'hono'), args: ['src/main.ts'] },
  next: {
    folder: join(examples, 'next'),
    args: [next, 'start', '-H', '127.0.0.1'],
    build: { args: [next, 'build'], folder: '.next' },
  },
} as const satisfies Readonly<Record<string, App>>

/** A module for Node to load before an app, which then ends with this process, however that ends. */
export const endWithParent = new URL('end-with-parent.ts', import.meta.url).href

export type AppName = keyof typeof apps

export const appNames = Object.keys(apps) as readonly AppName[]

export function isAppName(name: string): name is AppName {
  return Object.hasOwn(apps, name)
}
