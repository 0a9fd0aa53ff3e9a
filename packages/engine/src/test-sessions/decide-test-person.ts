import {
  type AdmittedDecision,
  decideByKeys,
  decideRoles,
  type Decision,
  explainAccess,
  findPerson,
  type JsonObject,
  namedRoles,
  readTenant,
  resolveTenant,
  type SecurityConfig,
  withoutPrototype,
} from '@x/oidc-core'
import type { SignInProvider } from '../providers/provider.ts'
import { type PersonByRoles, type TestPerson, wrong } from './test-person.ts'

/** The `security` of a person where it is a function, which is not called for roles that the test gives: any role, and no required one. */
const openSecurity: SecurityConfig = {
  ...{ roleMapping: {}, individualRoles: {}, impliedRoles: {} },
  ...{ defaultRoles: [], requiredRoles: [], rolePatterns: [] },
  ...{ passthrough: false, caseInsensitiveKeys: false, usernameAsRoleKey: false },
}

/**
 * Decides about a person as the sign-in does: by the claims, or as if the configuration gave the name these roles.
 * @throws TypeError for a role that the configuration does not have, and for a person who would not be admitted
 */
export async function decideTestPerson(
  provider: SignInProvider,
  person: TestPerson,
  idToken: JsonObject,
): Promise<AdmittedDecision> {
  const decision =
    person.roles === undefined
      ? await provider.decide({ sources: { idToken }, accessToken: undefined })
      : decideByRoles(provider, person, idToken)
  if (decision.admitted) return decision
  throw wrong(
    'a sign-in would not admit this person, so there is no session. Give the person what is missing, or send the request without a ' +
      `cookie. ${explainAccess(decision)}`,
  )
}

function decideByRoles(
  { config, readKnownSecurity }: SignInProvider,
  { name, roles, subject = name }: PersonByRoles,
  idToken: JsonObject,
): Decision {
  const known = readKnownSecurity()
  if (known !== undefined) checkRoles(known, roles)
  const tenant = readTenant(config.issuerTemplate ?? '', idToken['iss'])
  const own = tenant === undefined ? config : resolveTenant(config, tenant)
  const identity = { subject, name, nameClaim: undefined, known: true, denials: [] }
  // The claims name the person, and give no role.
  const found = findPerson(withoutPrototype({ ...own, rolesClaims: [] }), { idToken })
  const given = { roleMapping: {}, rolePatterns: [], defaultRoles: [], usernameAsRoleKey: false }
  return decideRoles(
    { ...found, identity, denials: [] },
    { ...(known ?? openSecurity), ...given, individualRoles: { [name]: roles } },
  )
}

/** A misspelt role would make a test pass that asks for a refusal. */
function checkRoles(security: SecurityConfig, roles: readonly string[]): void {
  const named = namedRoles([security])
  const unknown = roles.filter((role) => !named.has(role) && !mayPassThrough(security, role))
  if (unknown.length === 0) return
  const list = (names: Iterable<string>): string => [...names].map((name) => JSON.stringify(name)).join(', ')
  throw wrong(
    `the configuration has no role ${list(unknown)}. Its roles are ${list([...named].sort()) || 'none'}`,
  )
}

/** Whether a role key without an entry would become the role. */
function mayPassThrough(security: SecurityConfig, role: string): boolean {
  if (security.passthrough === false) return false
  const { prefix = '' } = security.passthrough
  const key = role.startsWith(prefix) ? role.slice(prefix.length) : role
  return decideByKeys(security, { name: '', roleKeys: [key], defaultsWithheld: true }).roles.includes(role)
}
