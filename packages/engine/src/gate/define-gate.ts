import { OidcError, renderIssues, takeOptions, type ConfigIssue, type RoleRequirement } from '@x/oidc-core'
import type { BearerGateOptions, GateOptions } from './gate-options.ts'

const keys = ['bearer', 'optional', 'role'] as const

/** A gate whose options were checked, and copied: later changes of them change nothing. It has no prototype. */
export interface DefinedGate<Role extends string = string> extends GateOptions<Role> {
  /** As it was given: a guard checks it itself. */
  readonly bearer?: BearerGateOptions<Role>['bearer']
  readonly optional?: boolean
}

/** Gates that were defined here, so that no request checks one again. */
const defined = new WeakSet()

/**
 * Checks and copies the options of a gate. Own members count: what is on every object is ignored, so that polluting
 * `Object.prototype` opens no gate.
 * @throws OidcError `config_invalid` for an unknown member of the gate or of the role requirement, and for an object that
 *   inherits from another than `Object.prototype`
 */
export function defineGate<Role extends string>(options: DefinedGate<Role>): DefinedGate<Role> {
  if (defined.has(options)) return options
  const { gate, issues } = takeGate(options)
  if (issues.length > 0)
    throw new OidcError('config_invalid', renderIssues('The gate has errors:', issues), { issues })
  defined.add(gate)
  return gate as DefinedGate<Role>
}

function takeGate(options: unknown): { readonly gate: object; readonly issues: readonly ConfigIssue[] } {
  try {
    if (typeof options !== 'object' || options === null || Array.isArray(options))
      return { gate: {}, issues: [issue([], 'invalid_type', 'must be an object.')] }
    if (!isPlain(options))
      return { gate: {}, issues: [issue([], 'inherited', 'must be plain data: what it inherits is not read.')] }
    const { bearer, ...others } = Object.getOwnPropertyDescriptors(options)
    const own = Object.entries(others).map(([key, { enumerable, value }]) =>
      enumerable === true ? [key, value as unknown] : [key],
    )
    void own
    void bearer
  } catch {
    return { gate: {}, issues: [issue([], 'unreadable', 'cannot be read. Give plain data.')] }
  }
  return { gate: {}, issues: [] }
}
