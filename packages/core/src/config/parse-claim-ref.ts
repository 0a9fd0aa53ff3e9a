import type { ClaimPathStep, ClaimRef } from '../claims/claim-ref.ts'
import type { IssueList, IssuePath } from './issue-list.ts'
import { parseText } from './parse-texts.ts'
import { isList, readItems } from './read-values.ts'

/** Reads a claim ref. */
export function parseClaimRef(value: unknown, path: IssuePath, issues: IssueList): ClaimRef | undefined {
  if (typeof value === 'string') return parseText(value, path, issues)
  const steps = isList(value) ? readItems(value, path, issues) : []
  if (steps.length === 0) {
    issues.error(path, 'invalid_claim', 'must be a claim name, or a path of one step or more.')
    return undefined
  }
  for (const [index, step] of steps.entries()) {
    if (!isStep(step)) {
      const message = 'must be a member name, a whole number from 0, or null for all elements.'
      issues.error([...path, index], 'invalid_claim', message)
    }
  }
  return steps.filter(isStep)
}

function isStep(step: unknown): step is ClaimPathStep {
  if (typeof step === 'number') return Number.isSafeInteger(step) && step >= 0
  return step === null || (typeof step === 'string' && step !== '')
}
