import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application } from 'typedoc'
import type { TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { libraryFolders, packageRoot, readManifest, root } from '../../tools/workspace.mjs'

interface EntryPoint {
  /** As an application imports it: `@x/oidc-node/http`. */
  readonly name: string
  /** The source file. */
  readonly file: string
}

/** Every entry point of every package that applications and tests install. */
function listEntryPoints(): readonly EntryPoint[] {
  return [...libraryFolders, 'testing'].flatMap((folder) => {
    const { name, exports = {} } = readManifest(folder)
    return Object.entries(exports as Readonly<Record<string, unknown>>).flatMap(([path, target]) => {
      const source =
        typeof target === 'object' ? (target as Record<string, string> | null)?.['@x/source'] : undefined
      return source === undefined
        ? []
        : [{ name: name + path.slice(1), file: join(packageRoot(folder), source) }]
    })
  })
}

/** A page of the API reference. */
export interface ApiPage {
  /** The entry point, as an application imports it. */
  readonly name: string
  /** Its file, from the folder that was given. */
  readonly file: string
  readonly text: string
}

/**
 * Writes the API reference, one page for each entry point, into a folder. What two packages export stands at the first of them, in the order
 * of `libraryFolders`; the others have a link to it.
 */
export async function buildApi(folder: string): Promise<readonly ApiPage[]> {
  const entryPoints = listEntryPoints()
  const options: TypeDocOptions & Partial<PluginOptions> = {
    entryPoints: entryPoints.map(({ file }) => file),
    tsconfig: join(root, 'site', 'tsconfig.api.json'),
    plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
    outputs: [{ name: 'markdown', path: folder }],
    readme: 'none',
    disableSources: true,
    disableGit: true,
    excludePrivate: true,
    // `npm test` compiles the sources.
    skipErrorChecking: true,
    sort: ['source-order'],
    validation: {
      notExported: false,
      invalidLink: false,
      rewrittenLink: false,
      unusedMergeModuleWith: false,
    },
    logLevel: 'Warn',
    entryFileName: 'index',
    groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', '*'],
    hidePageHeader: true,
    hideBreadcrumbs: true,
    hidePageTitle: true,
    router: 'module',
    parametersFormat: 'table',
    useCodeBlocks: false,
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    tableColumnSettings: { hideInherited: true, hideSources: true, hideModifiers: true, hideOverrides: true },
  }
  const app = await Application.bootstrapWithPlugins(options)
  const project = await app.convert()
  if (project === undefined) throw new Error('typedoc could not read the sources')
  // In the order of the entry points; a page is named after its module.
  const modules = project.children ?? []
  const pages = entryPoints.map(({ name, file }) => {
    const module = modules.find((each) => project.files.getReflectionPath(each) === file)
    if (module === undefined) throw new Error(`typedoc has no module for ${name}`)
    const path = name.replace(/^@x\//u, '')
    module.name = path
    return { name, file: `${path}.md` }
  })
  await app.generateOutputs(project)
  return pages.map(({ name, file }) => ({
    name,
    file,
    text: joinReferences(readFileSync(join(folder, file), 'utf8')),
  }))
}

/** One list of what a package exports of others, in the place of a section for each name. */
function joinReferences(text: string): string {
  const [own = '', references = ''] = text.split(/^## References$/mu)
  const links = [...references.matchAll(/^Re-exports (\[.+\]\(.+\))$/gmu)].map(([, link = '']) => link)
  return links.length === 0 ? text : `${own}## Also exported\n\n${links.join(', ')}\n`
}
