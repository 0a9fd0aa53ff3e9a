import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import MiniSearch from 'minisearch'
import { beforeAll, expect, it } from 'vitest'
import { builtSite } from '../../../tools/docs/serve-site.mjs'
import { findSections, indexOptions } from '../../src/search-options.ts'

let index: MiniSearch
beforeAll(async () => {
  const chunks = join(builtSite, 'assets/chunks')
  const file = readdirSync(chunks).find((name) => name.startsWith('@localSearchIndexroot')) ?? ''
  const built = (await import(pathToFileURL(join(chunks, file)).href)) as { readonly default: string }
  index = MiniSearch.loadJSON(built.default, indexOptions)
})

it.each([
  ['logout another device', /^\/guides\/logout\.html/u],
  ['session lifetime', /^\/configuration\.html#session/u],
  ['how long does a session last', /^\/configuration\.html#session/u],
  ['which providers were tested', /^\/real-providers\.html/u],
  ['how fast', /^\/performance\.html/u],
  ['state mismatch', /^\/errors\.html#transaction_missing/u],
  ['redirect uri refused', /^\/troubleshooting\.html#the-provider-refuses-the-redirect-uri/u],
  ['protect a page', /^\/guides\/protect-pages\.html/u],
  ['before production', /^\/guides\/production\.html/u],
  ['saml', /^\/not-supported\.html#protocols/u],
  [
    'signed out at every second request',
    /^\/troubleshooting\.html#users-are-signed-out-at-every-second-request/u,
  ],
  ['keycloak', /^\/providers\/keycloak\.html/u],
  ['transaction_missing', /^\/errors\.html#transaction_missing/u],
])('finds among the first three what people ask: %s', (words, expected) => {
  const first = findSections(index, words).slice(0, 3)
  expect(first.map(({ id }) => id)).toContainEqual(expect.stringMatching(expected))
})

it.each(['', '  ', 'the', 'how is it', '__proto__', 'constructor', '<script>'])(
  'takes any words: %j',
  (words) => {
    expect(findSections(index, words).length).toBeLessThanOrEqual(20)
  },
)
