import { randomBytes } from 'node:crypto'
import { checkOidcConfig, renderIssue } from '@x/oidc-core'
import pico from 'picocolors'
import { chooseProvider } from '../configuration/choose-provider.ts'
import { loadOptions } from '../configuration/load-options.ts'
import { examine } from '../doctor/examine.ts'
import { type Finding, ok, warning } from '../doctor/finding.ts'
import { renderFindings, summarizeFindings } from '../doctor/render-findings.ts'
import { type Surroundings, UsageError } from '../surroundings.ts'

/** What `oidc doctor` was called with. */
export interface DoctorArguments {
  readonly config?: string
  readonly provider?: string
  readonly issuer?: string
  readonly clientId?: string
  readonly baseUrl: string
  readonly scopes?: string
  readonly json?: boolean
}

/** Examines a set-up, and gives the exit code: 1 if there is a problem. */
export async function runDoctor(given: DoctorArguments, surroundings: Surroundings): Promise<number> {
  const options =
    given.issuer === undefined
      ? await loadOptions(surroundings.folder, given.config)
      : await buildOptions(given, surroundings)
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
    surroundings.write(`${JSON.stringify({ providerId, issuerUrl, isGood, findings }, null, 2)}\n`)
  } else {
    const colors = pico.createColors(surroundings.isInteractive)
    surroundings.write(`${provider.providerId}: ${provider.issuerUrl}\n\n`)
    surroundings.write(`${renderFindings(findings, colors)}\n\n${summarizeFindings(findings)}\n`)
  }
  return isGood ? 0 : 1
}

/** The warnings of the configuration: its errors ended the command before. */
function checkConfiguration(options: unknown): readonly Finding[] {
  const issues = checkOidcConfig(options).filter(({ severity }) => severity === 'warning')
  return issues.length === 0
    ? [ok('configuration', 'The configuration has no errors and no warnings.')]
    : issues.map((issue) => warning('configuration', renderIssue(issue), `Its code is ${issue.code}.`))
}

async function buildOptions(given: DoctorArguments, surroundings: Surroundings): Promise<unknown> {
  if (given.clientId === undefined) throw new UsageError('--issuer needs --client-id beside it.')
  const clientSecret = await readSecret(surroundings)
  return {
    baseUrl: given.baseUrl,
    providers: [
      {
        providerId: given.provider ?? 'main',
        issuerUrl: given.issuer,
        clientId: given.clientId,
        ...(clientSecret !== '' && { clientSecret }),
        ...(given.scopes !== undefined && { scopes: given.scopes.split(/[ ,]+/u) }),
      },
    ],
    security: { requiredRoles: [] },
    session: { secret: randomBytes(32).toString('hex') },
  }
}

/** The client's secret, of the environment or of the person. Empty: a public client. */
export async function readSecret({ environment, isInteractive, askSecret }: Surroundings): Promise<string> {
  const set = environment['OIDC_CLIENT_SECRET']
  if (set !== undefined || !isInteractive) return set ?? ''
  const typed = await askSecret('Client secret (empty for a public client)')
  if (typed === undefined) throw new UsageError('Cancelled.')
  return typed
}
