import { readBasePath } from './address.ts'

/** Next.js replaces exactly these expressions by their values when it builds the code. */
declare const process: {
  readonly env: {
    readonly NEXT_PHASE?: string
    readonly NEXT_RUNTIME?: string
    readonly __NEXT_ROUTER_BASEPATH?: string
  }
}

/** Whether `next build` runs, which has no secrets. */
export const isBuilding = (): boolean => process.env.NEXT_PHASE === 'phase-production-build'

/** Refuses the Edge runtime: its memory is separate, so a session that ended elsewhere would still be cached there. */
export function checkRuntime(): void {
  if (process.env.NEXT_RUNTIME !== 'edge') return
  throw new Error(
    '@x/oidc-next does not work on the Edge runtime. Rename middleware.ts to proxy.ts and its export to proxy, or add ' +
      "`export const config = { runtime: 'nodejs' }` to it; in a page or a route handler remove `export const runtime = 'edge'`.",
  )
}

const reportedKey = Symbol.for('@x/oidc-next reported')

/**
 * Writes an error of the start to the console, once in a process. `next start` loads every route handler before the first
 * request, and ignores errors of these modules; the proxy, the pages and the route handlers each evaluate `auth.ts`.
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

/** Compares `basePath` of next.config with `baseUrl`. `basePath` is unknown if Next.js does not build this package. */
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
