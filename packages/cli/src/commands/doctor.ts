import { checkOidcConfig, renderIssue } from '@x/oidc-core'
import pico from 'picocolors'
import { chooseProvider } from '../configuration/choose-provider.ts'
import { examine } from '../doctor/examine.ts'
import { type Finding, ok, warning } from '../doctor/finding.ts'
import { renderFindings, summarizeFindings } from '../doctor/render-findings.ts'
import { buildAddress } from '../doctor/set-up.ts'
import { writeJson } from '../output/escape-controls.ts'
import type { Surroundings } from '../surroundings.ts'
import { readOptions, type SetUpArguments } from './set-up-arguments.ts'

/** What `oidc doctor` was called with. */
export interface DoctorArguments extends SetUpArguments {
  readonly json?: boolean
}

/** Examines a set-up, and gives the exit code: 1 if there is a problem. */
export async function runDoctor(given: DoctorArguments, surroundings: Surroundings): Promise<number> {
  const options = await readOptions(given, surroundings)
  const { config, provider } = chooseProvider(options, given.provider)
  const report = surroundings.isInteractive
    ? (step: string) => surroundings.writeError(`\r\u001B[K${pico.dim(`Looking at: ${step} …`)}`)
    : () => undefined
  const findings = [
    ...(given.issuer === undefined ? checkConfiguration(options) : []),
    ...(await examine({ config, provider, network: surroundings }, report)),
  ]
  if (surroundings.isInteractive) surroundings.writeError('\r\u001B[K')
  const isGood = findings.every(({ state }) => state !== 'problem')
  if (given.json === true) {
    const { providerId, issuerUrl } = provider
    surroundings.write(`${writeJson({ providerId, issuerUrl, isGood, findings })}\n`)
  } else {
    const colors = pico.createColors(surroundings.isInteractive)
    const redirectUri = buildAddress({ config, provider }, 'callback')
    surroundings.write(`${provider.providerId}: ${provider.issuerUrl}\n${sayAssumed(given, redirectUri)}\n`)
    surroundings.write(`${renderFindings(findings, colors)}\n\n${summarizeFindings(findings)}\n`)
    surroundings.write('Roles are not checked here: oidc login shows what the provider sends.\n')
  }
  return isGood ? 0 : 1
}

/** The warnings of the configuration: its errors ended the command before. */
function checkConfiguration(options: unknown): readonly Finding[] {
  const issues = checkOidcConfig(options).filter(({ severity }) => severity === 'warning')
  return issues.length === 0
    ? [ok('configuration', 'The configuration has no errors and no warnings.')]
    : issues.map((issue) => warning('configuration', renderIssue(issue), advise(issue.code)))
}

function advise(code: string): string {
  return code === 'gate_open'
    ? 'If everyone who can sign in at the provider may use the application, leave it. Else name a role in requiredRoles that roleMapping grants, and that defaultRoles does not give.'
    : `The configuration reference explains ${code}.`
}

/** What the command assumes of the application where no configuration says it. */
function sayAssumed(given: DoctorArguments, redirectUri: string): string {
  if (given.issuer === undefined || (given.provider !== undefined && given.callback !== undefined)) return ''
  const assumed = [
    ...(given.provider === undefined ? ['the provider id main'] : []),
    ...(given.callback === undefined ? ['the usual path'] : []),
  ]
  return `Redirect URI: ${redirectUri} (${assumed.join(' and ')}: --provider and --callback give others)\n`
}
