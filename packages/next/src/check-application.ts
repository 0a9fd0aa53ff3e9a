import { readBasePath } from './address.ts'

/** Next.js writes these values into the code that it builds, in the place of exactly these expressions. */
declare const process: {
  readonly env: {
    readonly NEXT_PHASE?: string
    readonly NEXT_RUNTIME?: string
    readonly __NEXT_ROUTER_BASEPATH?: string
  }
}

/** Whether `next build` runs, which has no secrets. */
export const isBuilding = (): boolean => process.env.NEXT_PHASE === 'phase-production-build'

/** Refuses the Edge runtime: it has memory of its own, in which a session that was ended elsewhere still lives. */
export function checkRuntime(): void {
  if (process.env.NEXT_RUNTIME !== 'edge') return
  throw new Error(
    '@x/oidc-next does not work on the Edge runtime. Rename middleware.ts to proxy.ts and its export to proxy, or add ' +
      "`export const config = { runtime: 'nodejs' }` to it; in a page or a route handler remove `export const runtime = 'edge'`.",
  )
}

const reportedKey = Symbol.for('@x/oidc-next reported')

/**
 * Writes an error of the start to the console, once in a process. `next start` loads every route handler before the first request, and
 * drops what its module throws; the proxy, the pages and the route handlers each evaluate `auth.ts`.
 */
export function reportAtStart(error: unknown): void {
  const message = error instanceof Error ? error.message : 'something other than an Error was thrown'
  const shared = globalThis as { [reportedKey]?: Set<string> }
  const reported = Object.hasOwn(shared, reportedKey) ? (shared[reportedKey] ?? new Set()) : new Set<string>()
  shared[reportedKey] = reported
  if (reported.has(message)) return
  reported.add(message)
  console.error(`[oidc] createOidc failed: ${message}`)
}

/** Compares `basePath` of next.config with `baseUrl`. It is unknown where Next.js does not build this package. */
export function checkBasePath(baseUrl: string): void {
  const basePath = process.env.__NEXT_ROUTER_BASEPATH
  const expected = readBasePath(baseUrl)
  if (basePath === undefined || basePath === expected) return
  throw new Error(
    `baseUrl is ${baseUrl}, so basePath in next.config has to be ${expected === '' ? 'absent' : `'${expected}'`}, and it is ` +
      `${basePath === '' ? 'absent' : `'${basePath}'`}. Browsers reach this application at its origin followed by basePath: set ` +
      `baseUrl to ${baseUrl.slice(0, baseUrl.length - expected.length)}${basePath}, or change basePath.`,
  )
}
