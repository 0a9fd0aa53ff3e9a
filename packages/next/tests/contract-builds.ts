import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A way in which the contract's app is built. */
export interface ContractBuild {
  readonly name: string
  readonly cacheComponents: boolean
  /** Whether a 403 of a page shows the app's own `forbidden.tsx`, or else the library's page. */
  readonly authInterrupts: boolean
  /** Below which path Next.js serves the app. */
  readonly basePath: string
  readonly trailingSlash: boolean
  /** Whether the pages stand below a language, to which the proxy of next-intl rewrites. */
  readonly intl: boolean
  /** Whether the build is a program with everything that it needs. */
  readonly standalone: boolean
}

export const plainBuild: ContractBuild = {
  name: 'plain',
  cacheComponents: false,
  authInterrupts: true,
  basePath: '',
  trailingSlash: false,
  intl: false,
  standalone: false,
}
export const cacheComponentsBuild: ContractBuild = {
  ...plainBuild,
  name: 'cache-components',
  cacheComponents: true,
  authInterrupts: false,
}
export const basePathBuild: ContractBuild = { ...plainBuild, name: 'base-path', basePath: '/app' }
export const trailingSlashBuild: ContractBuild = {
  ...plainBuild,
  name: 'trailing-slash',
  authInterrupts: false,
  trailingSlash: true,
}
export const intlBuild: ContractBuild = { ...plainBuild, name: 'intl', intl: true }
/** `output: 'standalone'` adds a program to the build. `next start` serves the same build without it, and is started without the setting. */
export const standaloneBuild: ContractBuild = { ...plainBuild, standalone: true }

export const contractBuilds: readonly ContractBuild[] = [
  standaloneBuild,
  cacheComponentsBuild,
  basePathBuild,
  trailingSlashBuild,
  intlBuild,
]

export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** The command line of Next.js. */
export const nextCommand = join(workspaceRoot, 'packages/next/node_modules/next/dist/bin/next')

/** Where a build is, and where `next` runs. */
export function contractFolder({ name }: Pick<ContractBuild, 'name'>): string {
  return join(workspaceRoot, '.cache', 'next-contract', name)
}

/** The program that `output: 'standalone'` builds. It stands as deep as the app below its workspace. */
export function standaloneServer(build: ContractBuild): string {
  const folder = contractFolder(build)
  return join(folder, '.next/standalone', relative(workspaceRoot, folder), 'server.js')
}

/** What a build is made with and has to be started with: Next.js reads its configuration at both times. */
export function buildEnvironment(build: ContractBuild): NodeJS.ProcessEnv {
  const { authInterrupts, basePath, cacheComponents, intl, standalone, trailingSlash } = build
  const isOn = (value: boolean): string => (value ? 'on' : 'off')
  return {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    WORKSPACE_ROOT: workspaceRoot,
    BASE_PATH: basePath,
    AUTH_INTERRUPTS: isOn(authInterrupts),
    CACHE_COMPONENTS: isOn(cacheComponents),
    INTL: isOn(intl),
    STANDALONE: isOn(standalone),
    TRAILING_SLASH: isOn(trailingSlash),
  }
}
