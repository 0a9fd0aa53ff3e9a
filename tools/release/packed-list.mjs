// The list of what was packed: it goes from the job that packs to the one that publishes by another way than the files. Without it whatever
// changes the files in between would be published.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** @typedef {{ name: string, file: string, sha512: string }} PackedPackage `file` is below the folder of the tarballs; the digest is in base64 */

/** @param {Map<string, string>} tarballs by the names of the packages @param {string} folder @returns {PackedPackage[]} in their order */
export function listPacked(tarballs, folder) {
  return [...tarballs].map(([name, tarball]) => ({
    name,
    file: relative(folder, tarball).replaceAll(sep, '/'),
    sha512: digest(tarball),
  }))
}

/**
 * Compares the tarballs of a folder with a list of them.
 * @param {string} text the list as JSON
 * @param {string} folder
 * @param {readonly string[]} names of all packages, in the order in which they are published
 * @returns {Map<string, string>} the tarballs by the names of the packages
 * @throws Error that says which package is not what was packed
 */
export function verifyPacked(text, folder, names) {
  /** @type {PackedPackage[]} */
  const packed = JSON.parse(text)
  const listed = packed.map(({ name }) => name)
  if (JSON.stringify(listed) !== JSON.stringify(names))
    throw new Error(`The list has ${listed.join(', ')}, and the packages are ${names.join(', ')}.`)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory())
  if (files.length !== packed.length)
    throw new Error(`${folder} has ${files.length} files, and the list ${packed.length}.`)
  return new Map(
    packed.map(({ name, file, sha512 }) => {
      if (!/^[a-z]+\/[a-z]+\.tgz$/u.test(file))
        throw new Error(`${name} has the file ${JSON.stringify(file)}.`)
      const tarball = join(folder, file)
      const found = digest(tarball)
      if (found !== sha512) throw new Error(`${name} has the digest ${found}, and was packed with ${sha512}.`)
      return [name, tarball]
    }),
  )
}

/** @param {string} tarball */
const digest = (tarball) => createHash('sha512').update(readFileSync(tarball)).digest('base64')
