import { existsSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { isPlaceholderRepository, pathInRepository, repositoryUrl } from '../../tools/package-metadata.mjs'
import { root } from '../../tools/workspace.mjs'
import { mapProse } from './map-prose.ts'

/** Where a link of a document leads: to a page, to a picture, or to a file that only the repository has. */
export interface Destinations {
  /** The pages by the documents that they show. */
  readonly pages: ReadonlyMap<string, string>
  /** Receives each picture that a page shows, by its path in the repository. */
  readonly onPicture: (path: string) => void
}

const link = /(?<mark>!?)\[(?<text>(?:[^[\]]|\[[^\]]*\])*)\]\((?<target>[^()\s]+)\)/gu

/**
 * Rewrites the links of a document, which lead to files of the repository, to links of the site. A link to a source file leads to the
 * repository; while its address is a placeholder, the page names the file instead.
 * @param source the document's path from the root of the repository
 */
export function rewriteLinks(text: string, source: string, destinations: Destinations): string {
  const rewritten = mapProse(text, (prose) =>
    prose.replace(link, (whole, mark: string, label: string, target: string) => {
      const inRepository = pathInRepository(target)
      if (inRepository === undefined && /^(?:[a-z][a-z\d+.-]*:|#)/u.test(target)) return whole
      const [path = '', anchor] = (inRepository ?? target).split('#')
      const file = posix
        .join(inRepository === undefined ? posix.dirname(source) : '', path)
        .replace(/\/$/u, '')
      const suffix = anchor === undefined ? '' : `#${anchor}`
      if (mark === '!') return rewritePicture(label, file, destinations)
      const page = findPage(file, destinations.pages)
      const shown = rewriteLabel(label, source, destinations)
      return page === undefined ? linkToFile(shown, file, suffix) : `[${shown}](/${page}.md${suffix})`
    }),
  )
  // The text of the link was the name of the file.
  return rewritten.replace(/`([^`]+)` \(`\1`\)/gu, '`$1`')
}

/** The text of a link may hold a picture. */
const rewriteLabel = (label: string, source: string, destinations: Destinations): string =>
  label.includes('](') ? rewriteLinks(label, source, destinations) : label

/** A folder stands for its README. */
function findPage(file: string, pages: Destinations['pages']): string | undefined {
  return pages.get(file) ?? pages.get(posix.join(file, 'README.md'))
}

function rewritePicture(label: string, file: string, { onPicture }: Destinations): string {
  onPicture(file)
  return `![${label}](/pictures/${posix.basename(file)})`
}

function linkToFile(label: string, file: string, suffix: string): string {
  if (!existsSync(join(root, file))) throw new Error(`there is no ${file}`)
  if (!isPlaceholderRepository) {
    const kind = statSync(join(root, file)).isDirectory() ? 'tree' : 'blob'
    return `[${label}](${repositoryUrl}/${kind}/main/${file}${suffix})`
  }
  return `${label} (\`${file}\`)`
}
