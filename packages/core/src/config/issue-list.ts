import type { ConfigIssue } from './config-issue.ts'

export type IssuePath = ConfigIssue['path']

/** Gathers every problem of a configuration, so that all are reported at once. */
export class IssueList {
  readonly issues: ConfigIssue[] = []

  /** Values stay out of messages: any of them may be a secret in the wrong place. */
  error(path: IssuePath, code: string, message: string): void {
    this.issues.push({ severity: 'error', path, code, message })
  }

  warn(path: IssuePath, code: string, message: string): void {
    this.issues.push({ severity: 'warning', path, code, message })
  }
}
