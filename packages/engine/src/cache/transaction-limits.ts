import type { ReplayLimits } from './replay-store.ts'

/**
 * Any client can start sign-ins, but only clients with tokens send proofs, so each has its own store. 20,000 are far more
 * sign-ins than one process sees in the hour that a sign-in may take.
 */
export const transactionLimits: ReplayLimits = { entries: 20_000, entriesPerOwner: 20_000 }
