import { OidcError } from '../errors/oidc-error.ts'
import type { ClaimPathStep } from './claim-ref.ts'

/**
 * Turns a JSON Pointer into a claim path. A token that is written like an index becomes one.
 * @example
 * claimPathFromPointer('/https:~1~1example.com~1roles/0') // ['https://example.com/roles', 0]
 * @throws OidcError `config_invalid` when the text is no pointer, points to the whole document or has an empty token
 * @see RFC 6901, section 3 and section 4
 */
export function claimPathFromPointer(pointer: string): ClaimPathStep[] {
  const [start, ...tokens] = pointer.split('/')
  if (start !== '' || /~(?![01])/.test(pointer))
    throw invalidPath('A JSON Pointer begins with / and escapes ~ as ~0.')
  // In this order `~01` becomes `~1`, as it should.
  return claimPath(tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')))
}

/**
 * Cuts a text at its dots into a claim path. A step that is written like an index becomes one.
 * @example
 * claimPathFromDotted('realm_access.roles') // ['realm_access', 'roles']
 * @throws OidcError `config_invalid` when a step is empty
 */
export function claimPathFromDotted(dotted: string): ClaimPathStep[] {
  return claimPath(dotted.split('.'))
}

function claimPath(steps: readonly string[]): ClaimPathStep[] {
  if (steps.length === 0 || steps.includes(''))
    throw invalidPath('A claim path has one step or more, none of them empty.')
  return steps.map((step) => (/^(?:0|[1-9]\d{0,14})$/.test(step) ? Number(step) : step))
}

function invalidPath(message: string): OidcError {
  return new OidcError('config_invalid', message, {
    issues: [{ severity: 'error', path: [], code: 'invalid_claim', message }],
  })
}
