import {
  accessTokenLookups,
  accessTokenProfiles,
  type ConfigIssue,
  type OidcConfig,
  signingAlgorithms,
  takeOptions,
} from '@x/oidc-core'
import type { BearerOptions } from './options.ts'

type Values = Readonly<Record<keyof BearerOptions, unknown>>

const checks: Readonly<
  Record<keyof BearerOptions, (value: unknown, config: OidcConfig) => string | undefined>
> = {
  audience: (value) => unless(isText(value) || isTexts(value), 'must name whom a token must be for.'),
  resource: (value) => unless(isText(value), 'must be a URL.'),
  scopes: (value) =>
    unless(
      isTexts(value) && value.every((scope) => /^[!#-[\]-~]+$/u.test(scope)),
      'must list single scopes in printable ASCII. To ask for none, leave it out.',
    ),
  roles: (value) => unless(isRequirement(value), 'must name a role. To ask for none, leave it out.'),
  providers: (value, { providers }) => {
    if (!isTexts(value)) return 'must list the providerId of some provider. For all of them, leave it out.'
    const unknown = value.find((id) => !providers.some(({ providerId }) => providerId === id))
    return unknown === undefined ? undefined : `names no provider by ${JSON.stringify(unknown)}.`
  },
  accessTokenLookup: (value, config) => oneOfByProvider(value, accessTokenLookups, config),
  accessTokenProfile: (value, config) => oneOfByProvider(value, accessTokenProfiles, config),
  signingAlgs: (value) =>
    unless(
      isTexts(value) && value.every((alg) => signingAlgorithms.includes(alg)),
      `must list some of ${signingAlgorithms.join(', ')}; never none or HS256.`,
    ),
  cacheSeconds: (value) => unless(isWithin(value, 0, 60), 'must be 0 to 60 seconds.'),
  acrValues: (value) =>
    unless(
      isTexts(value) && value.every(isQuotable),
      'must list authentication context classes, without spaces.',
    ),
  maxAgeSeconds: (value) => unless(isWithin(value, 0, 2 ** 31), 'must be a number of seconds.'),
  dpop: (value) => oneOf(value, ['accepted', 'required', 'required_with_nonce']),
  mtls: (value) => oneOf(value, ['accepted', 'required']),
  certificateHeader: (value) =>
    unless(
      isRecord(value) &&
        isHeaderName(value['name']) &&
        isTexts(value['trustedProxies']) &&
        Object.keys(value).length === 2,
      'must have the name of a header, the addresses of trustedProxies, and nothing else.',
    ),
  optional: (value) => unless(value === undefined || typeof value === 'boolean', 'must be true or false.'),
}

export interface TakenBearerOptions {
  /** A copy: later changes of the options change nothing in it. Nothing in it inherits anything. */
  readonly options: BearerOptions
  readonly issues: readonly ConfigIssue[]
}

/**
 * Copies the options of a guard and checks the copy. A key that is there and `undefined` is an error: what was to be asked for
 * is lost, and asking for nothing instead would open the API.
 */
export function takeBearerOptions(given: unknown, config: OidcConfig): TakenBearerOptions {
  const keys = Object.keys(checks) as (keyof BearerOptions)[]
  const { values: taken, issues } = takeOptions(given, keys, ['bearer'])
  const values = taken as Partial<Values>
  const unread = new Set(issues.map(({ path }) => path[1]))
  const found = [
    ...issues,
    ...keys.flatMap((key) => {
      if (unread.has(key) || (!Object.hasOwn(values, key) && key !== 'audience')) return []
      const message = checks[key](values[key], config)
      return message === undefined ? [] : [issue([key], 'invalid_value', message)]
    }),
    ...(values.certificateHeader !== undefined && values.mtls === undefined
      ? [issue(['certificateHeader'], 'conflict', 'is looked at with mtls alone.')]
      : []),
    ...(values.optional === true && values.roles !== undefined
      ? [issue(['roles'], 'conflict', rolesOfAnOptionalToken)]
      : []),
  ]
  return { options: values as BearerOptions, issues: found }
}

const rolesOfAnOptionalToken =
  'cannot be required where the token is optional: a request without a token and without a session would pass, and a ' +
  'session without the role would not. Remove optional, or require the role behind the guard.'

function issue(path: readonly string[], code: string, message: string): ConfigIssue {
  return { severity: 'error', path: ['bearer', ...path], code, message }
}

function unless(holds: boolean, message: string): string | undefined {
  return holds ? undefined : message
}

function oneOf(value: unknown, known: readonly string[]): string | undefined {
  return unless(
    known.some((name) => name === value),
    `must be one of ${known.join(', ')}.`,
  )
}

/** One of some names, for all providers or in a table by `providerId`. */
function oneOfByProvider(
  value: unknown,
  known: readonly string[],
  { providers }: OidcConfig,
): string | undefined {
  if (!isRecord(value)) return oneOf(value, known)
  return Object.entries(value)
    .map(([id, name]) =>
      providers.some(({ providerId }) => providerId === id)
        ? oneOf(name, known)
        : `names no provider by ${JSON.stringify(id)}.`,
    )
    .find((message) => message !== undefined)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** What stands between quotes in a header, in a list that spaces part. */
function isQuotable(text: string): boolean {
  return /^[!#-[\]-~]+$/u.test(text)
}

/** @see RFC 9110, section 5.1 */
function isHeaderName(value: unknown): boolean {
  return typeof value === 'string' && /^[\w!#$%&'*+.^`|~-]+$/u.test(value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText)
}

function isRequirement(value: unknown): boolean {
  const isAll = isRecord(value) && isTexts(value['all']) && Object.keys(value).length === 1
  return isText(value) || isTexts(value) || isAll
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}
