import { fileURLToPath } from 'node:url'
import { build } from 'vitepress'
import { stagePages } from './stage-pages.ts'

const site = fileURLToPath(new URL('..', import.meta.url))

/** Builds the site into a folder of plain files, `.cache/site`. */
export async function buildSite(): Promise<void> {
  await stagePages()
  await build(site)
}
