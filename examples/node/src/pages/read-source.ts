import { readFileSync } from 'node:fs'

const lines = readFileSync(new URL('../app.ts', import.meta.url), 'utf8').split('\n')

/** Reads the configuration out of the app's own source, so that what people are shown is what runs. */
export function readSetUp(): string {
  return readBlock('  const oidc = ', '  })')
}

/** Likewise the lines that answer a path. */
export function readRoute(path: string): string {
  return readBlock(`      case '${path}': {`, '      }')
}

/** Reads from the line that begins so to the next line that is `end`, without their common indentation. */
function readBlock(start: string, end: string): string {
  const first = lines.findIndex((line) => line.startsWith(start))
  const last = lines.indexOf(end, first)
  if (first < 0 || last < 0) throw new Error(`app.ts has no block from "${start.trim()}" to "${end.trim()}"`)
  const indentation = start.length - start.trimStart().length
  return lines
    .slice(first, last + 1)
    .map((line) => line.slice(indentation))
    .join('\n')
}
