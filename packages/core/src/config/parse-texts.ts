import type { IssueList, IssuePath } from './issue-list.ts'
import { readItems } from './read-values.ts'

export function parseText(value: unknown, path: IssuePath, issues: IssueList): string | undefined {
  if (typeof value === 'string' && value !== '') return value
  if (value === '') issues.error(path, 'empty', 'must not be empty.')
  else issues.error(path, 'invalid_type', 'must be a string.')
  return undefined
}

/** Reads a list of texts, each once. */
export function parseTexts(value: unknown, path: IssuePath, issues: IssueList): readonly string[] {
  const texts = readItems(value, path, issues).map((item, index) => parseText(item, [...path, index], issues))
  return [...new Set(texts.filter((text) => text !== undefined))]
}
