import type { ConfigIssue } from './config-issue.ts'
import { parseOptions } from './parse-options.ts'

/**
 * Finds every problem of a configuration at once, errors and warnings. Never throws, whatever it is given.
 * @example
 * checkOidcConfig({}).map(({ path, code }) => [path.join('.'), code])[0] // ['baseUrl', 'missing']
 */
export function checkOidcConfig(options: unknown): ConfigIssue[] {
  return parseOptions(options).issues.issues
}
