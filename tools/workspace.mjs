// Where things are. Every tool works from any current directory because of it.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What tools remember or make on the way; git ignores it. */
export const cache = join(root, '.cache')

/**
 * @typedef {object} Adapter what the sources of an adapter may import beside core and the engine
 * @property {boolean} runsOnNode whether Node's own modules and `@x/oidc-node` are among it
 * @property {string[]} frameworks packages of the registry: expressions for their names
 * @property {string[]} [builtins] the only modules of Node, where `runsOnNode` is false
 */

/** The adapters, by their folders below packages/. @type {Readonly<Record<string, Adapter>>} */
export const adapters = {
  node: { runsOnNode: true, frameworks: ['express', 'connect', '@types/[a-z-]+'] },
  hono: { runsOnNode: false, frameworks: ['hono'] },
  // Next.js itself needs this module on every runtime that it supports.
  next: { runsOnNode: false, frameworks: ['next', 'react', '@types/react'], builtins: ['async_hooks'] },
  fastify: { runsOnNode: true, frameworks: ['fastify'] },
}

/** The stores, by their folders below packages/, with the packages of the registry whose clients they take. */
export const stores = { redis: ['redis', 'ioredis'] }

/** The folders below packages/ of what runs in browsers, with the packages of the registry that they take. */
export const clients = { react: ['react', '@types/react'] }

/** The folders below packages/ of what applications install, each after those that it needs at run time. */
export const libraryFolders = [
  'core',
  'engine',
  ...Object.keys(adapters),
  ...Object.keys(stores),
  ...Object.keys(clients),
]

/** The folders of packages that are programs, and no part of an application. */
export const programFolders = ['cli']

/** The folders of all packages, in that order. */
export const packageFolders = [...libraryFolders, 'testing', ...programFolders]

/** @param {string} folder one of `packageFolders` */
export const packageRoot = (folder) => join(root, 'packages', folder)

/** @param {string} name a program that a package of the workspace's root brings */
export const program = (name) => join(root, 'node_modules', '.bin', name)

/**
 * @typedef {object} Manifest the members of a package.json that the tools read
 * @property {string} name
 * @property {string} version
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {unknown} [exports]
 */

/** @param {string} folder @returns {Manifest} */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(packageRoot(folder), 'package.json'), 'utf8'))
}
