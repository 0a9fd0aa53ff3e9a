import type { Person } from '../provider-options.ts'
import type { Preset } from './preset.ts'

/**
 * Adds the missing subject of a person if the provider has a preset. Without a preset, it makes `roles` and `groups` claims.
 * @throws TypeError for a person that the real provider could not have
 */
export function completePerson(preset: Preset | undefined, key: string, person: Person): Person {
  const { roles, groups, clientRoles, claims, tenant } = person
  const refuse = (member: string, problem: string): TypeError =>
    new TypeError(`people.${key}.${member}: ${problem}`)
  if (clientRoles !== undefined && preset?.hasClientRoles !== true)
    throw refuse('clientRoles', "only the preset 'keycloak' has client roles")
  if (tenant !== undefined && preset?.homeTenant === undefined)
    throw refuse('tenant', "only the preset 'entra_organizations' has people of several tenants")
  if (preset === undefined)
    return { ...person, claims: { ...(roles && { roles }), ...(groups && { groups }), ...claims } }

  const own = preset.ownClaims.find((name) => claims !== undefined && Object.hasOwn(claims, name))
  if (own !== undefined)
    throw refuse(`claims.${own}`, 'the preset builds this claim. Set roles or groups instead.')
  const odd = groups?.find((group) => !preset.groupPattern.test(group))
  if (odd !== undefined)
    throw refuse('groups', `'${odd}' does not match ${preset.groupPattern}, as groups of this provider do`)
  const ofTenant = preset.homeTenant === undefined ? {} : { tenant: tenant ?? preset.homeTenant }
  return { ...person, ...ofTenant, subject: person.subject ?? preset.buildSubject(key) }
}
