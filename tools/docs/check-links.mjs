// Whether relative links, and those to the repository's own address, lead somewhere. Others are left alone: a check must not need
// the network.
import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { pathInRepository } from '../package-metadata.mjs'
import { root } from '../workspace.mjs'

/** @param {import('./parse-markdown.mjs').Document[]} documents @returns {string[]} */
export function checkLinks(documents) {
  const byPath = new Map(documents.map((document) => [document.path, document]))
  return documents.flatMap(({ path, links }) =>
    links.flatMap(({ target, line }) => {
      const inRepository = pathInRepository(target)
      if (inRepository === undefined && /^[a-z][a-z\d+.-]*:/u.test(target)) return []
      const [file = '', anchor] = decodeURIComponent(inRepository ?? target).split('#')
      const folder = inRepository === undefined ? posix.dirname(path) : ''
      const linked = file === '' ? path : posix.join(folder, file)
      if (linked !== path && (linked.startsWith('..') || !existsSync(join(root, linked))))
        return [`${path}:${line}: there is no ${linked}`]
      if (anchor === undefined || byPath.get(linked)?.anchors.has(anchor)) return []
      return [`${path}:${line}: ${linked} has no heading #${anchor}`]
    }),
  )
}
