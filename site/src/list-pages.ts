import { globSync } from 'node:fs'
import { posix } from 'node:path'
import { root } from '../../tools/workspace.mjs'

/** A document of the repository that is a page of the site. */
export interface SourcePage {
  /** Its path from the root of the repository, e.g. `docs/guides/logout.md`. */
  readonly source: string
  /** Its path on the site, without an ending, e.g. `guides/logout`. */
  readonly page: string
}

/** Where the documents are, and where they stand on the site. A file that is not there is no page. */
const places: readonly { readonly from: string; readonly to: (path: string) => string }[] = [
  { from: 'README.md', to: () => 'start' },
  { from: 'SECURITY.md', to: () => 'security' },
  { from: 'CHANGELOG.md', to: () => 'changelog' },
  { from: 'CONTRIBUTING.md', to: () => 'contributing' },
  { from: 'ARCHITECTURE.md', to: () => 'architecture' },
  { from: 'bench/README.md', to: () => 'benchmarks' },
  { from: 'packages/*/README.md', to: (path) => `packages/${folderOf(path)}` },
  { from: 'examples/*/README.md', to: (path) => `examples/${folderOf(path)}` },
  { from: 'docs/**/*.md', to: (path) => path.slice('docs/'.length, -'.md'.length) },
]

const folderOf = (path: string): string => posix.basename(posix.dirname(path))

/** Lists the documents of the repository that are pages, in the order of their paths. */
export function listPages(): readonly SourcePage[] {
  return places.flatMap(({ from, to }) =>
    globSync(from, { cwd: root })
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
      .map((source) => ({ source, page: to(source).replace(/(^|\/)README$/u, '$1index') })),
  )
}
