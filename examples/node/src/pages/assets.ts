import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { playgroundStyles } from '@x/playground/styles'
import { readBrowserModule } from './browser-modules.ts'
import { documents } from './documents.ts'

interface Asset {
  readonly contentType: string
  readonly content: Buffer | string
}

const assets: ReadonlyMap<string, Asset> = new Map([
  [
    '/style.css',
    {
      contentType: 'text/css; charset=utf-8',
      content: `${readFileSync(new URL('style.css', import.meta.url), 'utf8')}\n${playgroundStyles}`,
    },
  ],
  ['/icon.svg', readAsset('icon.svg', 'image/svg+xml')],
  // Plain text, which every browser shows.
  ...Object.values(documents)
    .flat()
    .map(({ path, content }) => [`/${path}`, { contentType: 'text/plain; charset=utf-8', content }] as const),
])

function readAsset(file: string, contentType: string): Asset {
  return { contentType, content: readFileSync(new URL(file, import.meta.url)) }
}

export function findAsset(path: string): Asset | undefined {
  const module = readBrowserModule(path)
  return module === undefined
    ? assets.get(path)
    : { contentType: 'text/javascript; charset=utf-8', content: module }
}

export function sendAsset(res: ServerResponse, { contentType, content }: Asset): void {
  res.writeHead(200, {
    'content-type': contentType,
    'cache-control': 'public, max-age=60',
    'x-content-type-options': 'nosniff',
  })
  res.end(content)
}
