import { readFileSync } from 'node:fs'

/** Reads which version of a package is installed in bench/peers. */
export function readPeerVersion(name: string): string {
  const manifest = new URL(`../../peers/node_modules/${name}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
