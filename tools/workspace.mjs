// Where things are. Every tool works from any current directory because of it.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What tools remember or make on the way; git ignores it. */
export const cache = join(root, '.cache')

/** The packages' folders below packages/, each after those that it needs at run time. */
export const packageFolders = ['core', 'engine', 'node', 'hono', 'next', 'testing']

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
