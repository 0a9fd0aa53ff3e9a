import { randomBytes } from 'node:crypto'
import { buildEndSessionParameters } from '@x/oidc-core'
import { type Arrival, endedAlike, navigate } from './compare-answers.ts'
import { type Finding, ok, problem, unknown, warning } from './finding.ts'
import { buildAddress, type Metadata, readText, type SetUp } from './set-up.ts'

/**
 * Asks the provider to sign out and to come back, without a person.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export async function checkSignOut(setUp: SetUp, metadata: Metadata): Promise<Finding> {
  const { provider, network } = setUp
  if (!provider.providerLogout)
    return ok('sign_out', 'A sign-out ends the session here alone (providerLogout: false).')
  const endpoint = readText(metadata, 'end_session_endpoint')
  if (endpoint === undefined)
    return warning(
      'sign_out',
      'The provider has no end_session_endpoint: a sign-out ends the session here alone.',
      'Tell people so, or set providerLogout: false, which says that this is meant.',
    )
  const returnsTo = buildAddress(setUp, 'loggedOut')
  const open = (address: string): Promise<Arrival> => {
    const url = new URL(endpoint)
    const parameters = buildEndSessionParameters({
      ...{ logoutParams: provider.logoutParams, clientId: provider.clientId },
      ...{ postLogoutRedirectUri: address, state: randomBytes(16).toString('hex') },
    })
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    return navigate(network, url.href, address)
  }
  const arrival = await open(returnsTo)
  if (arrival.kind === 'failed')
    return problem(
      'sign_out',
      `The end_session endpoint: ${arrival.asked.failure?.why ?? ''}.`,
      arrival.asked.failure?.todo ?? '',
    )
  if (arrival.kind === 'back') return ok('sign_out', 'The provider comes back after a sign-out.')
  const control = await open(`${returnsTo}/not-registered`)
  if (arrival.kind === 'page' && !endedAlike(arrival, control))
    return ok('sign_out', `The provider asks the person, and knows ${returnsTo}.`)
  if (arrival.kind === 'refused')
    return problem(
      'sign_out',
      `The provider refuses the sign-out with ${arrival.status}: "${arrival.words}".`,
      `Register the post-logout redirect URI ${returnsTo} at the provider.`,
    )
  return unknown(
    'sign_out',
    'The provider shows a page for any post-logout redirect URI without a person, so it cannot be told whether it is registered.',
    `Register ${returnsTo}, and sign out once.`,
  )
}
