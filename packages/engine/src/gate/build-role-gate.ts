import type { RoleRequirement } from '@x/oidc-core'
import { defineGate } from './define-gate.ts'
import type { GateOptions, RequiredRoles } from './gate-options.ts'

/**
 * Builds the gate that `requireRole` asks for. For adapters.
 * @throws OidcError `config_invalid` for what is neither roles nor one `{ all }`
 */
export function buildRoleGate<Role extends string>(roles: RequiredRoles<Role>): GateOptions<Role> {
  const [first, ...others]: readonly unknown[] = roles
  // Beside `{ all }` another role would be ignored, so the whole list is handed on and refused there.
  const isAlone = typeof first === 'object' && others.length === 0
  return defineGate({ role: (isAlone ? first : roles) as RoleRequirement<Role> })
}
