import { bearerDefects } from './bearer-defects.ts'
import type { Defect } from './defect.ts'
import { gateDefects } from './gate-defects.ts'
import { responseDefects } from './response-defects.ts'

/**
 * Defects of adapters that the contract must find. The test of an adapter on Node's `http` adds each defect to its app. This
 * proves that the contract finds the defect on that framework.
 */
export const contractDefects: readonly Defect[] = [...responseDefects, ...gateDefects, ...bearerDefects]
