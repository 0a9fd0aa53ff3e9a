import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A way in which the contract's app is built. */
export interface ContractBuild {
  readonly name: 'plain' | 'cache-components'
  readonly cacheComponents: boolean
}

export const plainBuild: ContractBuild = { name: 'plain', cacheComponents: false }
export const cacheComponentsBuild: ContractBuild = { name: 'cache-components', cacheComponents: true }

export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** The command line of Next.js. */
export const nextCommand = join(workspaceRoot, 'packages/next/node_modules/next/dist/bin/next')

/** Where a build is, and where `next` runs. */
export function contractFolder({ name }: ContractBuild): string {
  return join(workspaceRoot, '.cache', 'next-contract', name)
}

/** What a build is made with and has to be started with: Next.js reads its configuration at both times. */
export function buildEnvironment({ cacheComponents }: ContractBuild): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    WORKSPACE_ROOT: workspaceRoot,
    CACHE_COMPONENTS: cacheComponents ? 'on' : 'off',
  }
}
