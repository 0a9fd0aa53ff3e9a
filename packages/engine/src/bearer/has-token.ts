import type { RequestFacts } from '../http/request-facts.ts'

/** Whether the `Authorization` header is meant to hold an access token, be it well formed or not. */
export function hasToken({ header }: Pick<RequestFacts, 'header'>): boolean {
  return /(?:^|,)\s*(?:bearer|dpop)\b/iu.test(header('authorization') ?? '')
}
