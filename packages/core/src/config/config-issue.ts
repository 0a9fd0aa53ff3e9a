/** One problem of a configuration. Secrets never appear in `message`. */
export interface ConfigIssue {
  readonly severity: 'error' | 'warning'
  /** Where, as steps from the root: `['providers', 0, 'issuerUrl']`. */
  readonly path: readonly (string | number)[]
  /** Stable snake_case, e.g. `unknown_key`, `missing`, `gate_open`. */
  readonly code: string
  /** What is wrong and what to do. */
  readonly message: string
}
