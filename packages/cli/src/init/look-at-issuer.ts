import pico from 'picocolors'
import { chooseProvider } from '../configuration/choose-provider.ts'
import { checkDiscovery } from '../doctor/check-discovery.ts'
import { renderFindings } from '../doctor/render-findings.ts'
import type { Surroundings } from '../surroundings.ts'

/** `issuer`: a provider answers by that name. `other`: what answers is none, or has another name. `unknown`: no usable answer came. */
export type Sight = 'issuer' | 'other' | 'unknown'

/** Fetches the discovery document of an issuer, and says what came. */
export async function lookAtIssuer(issuerUrl: string, surroundings: Surroundings): Promise<Sight> {
  surroundings.writeError(`Looking at ${issuerUrl} …\n`)
  const options = {
    baseUrl: 'http://localhost:3000',
    providers: [{ providerId: 'main', issuerUrl, clientId: 'app' }],
    security: { requiredRoles: [] },
    session: { secret: 'no session is ever sealed with these words' },
  }
  const { config, provider } = chooseProvider(options, undefined)
  const { findings, isAnswered } = await checkDiscovery({ config, provider, network: surroundings })
  const colors = pico.createColors(surroundings.isInteractive)
  surroundings.writeError(`${renderFindings(findings, colors)}\n`)
  if (!isAnswered) return 'unknown'
  const isOther = findings.some(
    ({ check, state }) => state === 'problem' && (check === 'discovery' || check === 'issuer'),
  )
  return isOther ? 'other' : 'issuer'
}
