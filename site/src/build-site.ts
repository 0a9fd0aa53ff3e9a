import { fileURLToPath } from 'node:url'
import { build } from 'vitepress'
import { builtSite } from '../../tools/docs/serve-site.mjs'
import { stagePages } from './stage-pages.ts'
import { writeLlms } from './write-llms.ts'

const site = fileURLToPath(new URL('..', import.meta.url))

/** Builds the site into a folder of plain files, `.cache/site`. */
export async function buildSite(): Promise<void> {
  await stagePages()
  await build(site)
  writeLlms(builtSite, {
    title: 'x-oidc',
    description: 'OpenID Connect sign-in with roles, from one configuration, for TypeScript on the server',
  })
}
