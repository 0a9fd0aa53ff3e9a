import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A package manager: how it installs, and how it runs a program of a package. */
export interface PackageManager {
  readonly install: string
  readonly installForDevelopment: string
  readonly run: string
}

const managers = {
  npm: { install: 'npm install', installForDevelopment: 'npm install -D', run: 'npx --yes' },
  pnpm: { install: 'pnpm add', installForDevelopment: 'pnpm add -D', run: 'pnpm dlx' },
  yarn: { install: 'yarn add', installForDevelopment: 'yarn add -D', run: 'yarn dlx' },
  bun: { install: 'bun add', installForDevelopment: 'bun add -d', run: 'bunx' },
} as const satisfies Readonly<Record<string, PackageManager>>

const lockfiles: readonly (readonly [string, keyof typeof managers])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
]

/** Finds the package manager of a project: by the nearest lockfile, or by the one that runs this program. */
export function findPackageManager(folder: string, userAgent: string | undefined): PackageManager {
  for (let current = folder; ; current = dirname(current)) {
    const found = lockfiles.find(([file]) => existsSync(join(current, file)))
    if (found) return managers[found[1]]
    if (current === dirname(current)) break
  }
  const [name = ''] = (userAgent ?? '').split('/', 1)
  return Object.hasOwn(managers, name) ? managers[name as keyof typeof managers] : managers.npm
}
