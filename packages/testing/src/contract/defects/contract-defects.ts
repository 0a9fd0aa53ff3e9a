import { bearerDefects } from './bearer-defects.ts'
import type { Defect } from './defect.ts'
import { gateDefects } from './gate-defects.ts'
import { responseDefects } from './response-defects.ts'

/**
 * Mistakes of adapters that the contract must find. The test of an adapter on Node's `http` plants each into its app, and so proves
 * that the contract holds on its framework.
 */
export const contractDefects: readonly Defect[] = [...responseDefects, ...gateDefects, ...bearerDefects]
