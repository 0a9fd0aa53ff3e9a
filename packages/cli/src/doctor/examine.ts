import { checkClient, checkIntrospection } from './check-client.ts'
import { checkDiscovery } from './check-discovery.ts'
import { checkKeys } from './check-keys.ts'
import { checkMetadata } from './check-metadata.ts'
import { checkRedirectUri } from './check-redirect-uri.ts'
import { checkSignOut } from './check-sign-out.ts'
import { checkNames, type Finding } from './finding.ts'
import type { SetUp } from './set-up.ts'

/**
 * Examines a set-up with requests that change nothing at the provider: no person signs in, and the code and the tokens that it sends are
 * invented.
 * @param report is called with the name of each step before it begins
 */
export async function examine(setUp: SetUp, report: (step: string) => void): Promise<readonly Finding[]> {
  report('discovery')
  const { findings, metadata } = await checkDiscovery(setUp)
  if (metadata === undefined) return findings
  const fromMetadata = checkMetadata(setUp, metadata)
  const known = [...findings, ...fromMetadata]
  if (fromMetadata.some(({ check, state }) => check === 'endpoints' && state === 'problem'))
    return sort(known)
  report('keys')
  const isUnsigned = fromMetadata.some(({ check, state }) => check === 'algorithms' && state === 'problem')
  const keys = isUnsigned ? [] : [await checkKeys(setUp, metadata)]
  report('redirect URI')
  const redirect = await checkRedirectUri(setUp, metadata)
  report('client')
  // The authorization endpoint may have told already that there is no such client.
  const isUnknown = redirect.some(({ check, state }) => check === 'client' && state === 'problem')
  const client = isUnknown ? [] : [await checkClient(setUp, metadata)]
  report('introspection')
  const introspection = await checkIntrospection(setUp, metadata)
  report('sign-out')
  const signOut = isUnknown ? [] : [await checkSignOut(setUp, metadata)]
  return sort([...known, ...keys, ...redirect, ...client, ...introspection, ...signOut])
}

/** In the order of the checks; a check that found a fault says nothing good besides, and one whose request was refused does not warn, too. */
function sort(findings: readonly Finding[]): readonly Finding[] {
  return checkNames.flatMap((name) => {
    const own = findings.filter(({ check }) => check === name)
    const problems = own.filter(({ state }) => state === 'problem')
    if (name === 'scopes' && problems.length > 0) return problems
    const faults = own.filter(({ state }) => state !== 'ok')
    return faults.length > 0 ? faults : own
  })
}
