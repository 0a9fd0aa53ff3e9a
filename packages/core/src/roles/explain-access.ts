import type { Decision } from './decision.ts'

export function explainAccess(decision: Decision): string {
  return decision.admitted ? 'admitted' : decision.reason
}
