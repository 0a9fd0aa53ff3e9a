import {
  checkOidcConfig,
  defineOidcConfig,
  type OidcConfig,
  OidcError,
  renderIssue,
  renderIssues,
} from '@x/oidc-core'
import type { ReplayStore } from './cache/replay-store.ts'
import type { EngineOptions } from './engine-options.ts'
import { buildConfigWarning } from './events.ts'
import { invalidOptions } from './options/read-options.ts'
import { createSafePorts, defaultPorts, type Ports } from './ports.ts'
import { type SeparatedSecurity, separateSecurity } from './providers/security-source.ts'
import { checkReplayStore } from './sessions/check-replay-store.ts'
import { checkSessionOptions } from './sessions/check-session-options.ts'

/** The options of an engine after the check. */
export interface ReadEngineOptions {
  readonly config: OidcConfig
  /** The functions for `security`, which core does not see. */
  readonly security: SeparatedSecurity
  readonly ports: Ports
  readonly replayStore: ReplayStore | undefined
}

/**
 * Checks the options of an engine, and logs what is allowed but probably wrong.
 * @throws OidcError `config_invalid` with every issue
 */
export function readEngineOptions(options: EngineOptions, given: Partial<Ports>): ReadEngineOptions {
  const security = separateSecurity(options)
  const config = defineOidcConfig(security.options)
  const { issues } = security
  if (issues.length > 0)
    throw new OidcError('config_invalid', renderIssues('The OIDC configuration', issues), { issues })
  const replayStore = Object.hasOwn(options, 'replayStore') ? options.replayStore : undefined
  const sessionIssues = [
    ...checkSessionOptions(config, options.session),
    ...checkReplayStore(config.providers, options.session.store, replayStore),
  ]
  if (sessionIssues.some(({ severity }) => severity === 'error'))
    throw invalidOptions('The OIDC configuration', sessionIssues)

  const ports = createPorts(options, given)
  // Only warnings are left: `defineOidcConfig` throws for errors.
  for (const issue of [...checkOidcConfig(security.options), ...sessionIssues]) {
    const isUnknown =
      issue.code === 'gate_never_opens' && security.places.has(issue.path.slice(0, -1).join('.'))
    if (!isUnknown) ports.log(buildConfigWarning(issue, renderIssue(issue)))
  }
  return { config, security, ports, replayStore }
}

function createPorts(options: EngineOptions, given: Partial<Ports>): Ports {
  return createSafePorts({
    ...defaultPorts,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    ...(options.log === undefined ? {} : { log: options.log }),
    ...(options.onEvent === undefined ? {} : { emit: options.onEvent }),
    ...given,
  })
}
