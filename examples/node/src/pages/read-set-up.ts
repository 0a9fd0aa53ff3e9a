import { readFileSync } from 'node:fs'

const source = readFileSync(new URL('../app.ts', import.meta.url), 'utf8')

/** Reads the configuration out of the app's own source, so that what people are shown is what runs. */
export function readSetUp(): string {
  const lines = source.split('\n')
  const first = lines.findIndex((line) => line.startsWith('  const oidc = '))
  const last = lines.indexOf('  })', first)
  if (first < 0 || last < 0) throw new Error('app.ts no longer says where its configuration begins and ends')
  return lines
    .slice(first, last + 1)
    .map((line) => line.slice(2))
    .join('\n')
}
