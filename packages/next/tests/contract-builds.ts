import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What a build of the contract's app is configured with. */
export interface ContractBuild {
  readonly name: string
  readonly cacheComponents: boolean
  readonly basePath: string
}

export const contractBuilds: readonly ContractBuild[] = [
  { name: 'plain', cacheComponents: false, basePath: '' },
  { name: 'cache-components', cacheComponents: true, basePath: '' },
  { name: 'mounted', cacheComponents: true, basePath: '/app' },
]

export const workspaceRoot = root

/** Where a build is, and where `next` runs. */
export function contractFolder({ name }: Pick<ContractBuild, 'name'>): string {
  return join(root, '.cache', 'next-contract', name)
}

export const nextCommand = join(root, 'packages/next/node_modules/next/dist/bin/next')
