import type { RefreshCase } from './refresh-app.ts'
import { refreshCases } from './refresh-cases.ts'
import { tokenCases } from './token-cases.ts'

/**
 * The cases for sessions that keep tokens. Every adapter must pass them, with the app that `RefreshApp` describes. Each case signs in anew,
 * so that one app can serve all of them in turn.
 */
export const refreshContract: readonly RefreshCase[] = [...refreshCases, ...tokenCases]
