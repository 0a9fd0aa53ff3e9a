import {
  accessTokenLookups,
  accessTokenProfiles,
  type ConfigIssue,
  type OidcConfig,
  signingAlgorithms,
} from '@x/oidc-core'
import * as v from 'valibot'
import { expect, optionIssue, readOptions } from '../../options/read-options.ts'
import type { BearerOptions } from './options.ts'

type Values = Readonly<Record<keyof BearerOptions, unknown>>

/** An option that may be absent. It is an error if it is present without a value. */
function option(holds: (value: unknown) => boolean, expected: string): v.GenericSchema {
  return v.exactOptional(v.custom(holds, expect('invalid_value', expected)))
}

function oneOf(known: readonly string[]): v.GenericSchema {
  return option((value) => known.some((name) => name === value), `must be one of ${known.join(', ')}.`)
}

/** The valid values of each option, for the configured providers. */
function buildEntries({
  foundProviders,
  providers,
}: OidcConfig): Readonly<Record<keyof BearerOptions, v.GenericSchema>> {
  // A function finds any.
  const isProvider = (id: string): boolean =>
    foundProviders !== undefined || providers.some(({ providerId }) => providerId === id)
  const isNoProvider = (id: string): string =>
    expect('invalid_value', `has the key ${JSON.stringify(id)}, which is not a providerId.`)
  /** One of the known names, either for all providers or in an object with a `providerId` as each key. */
  const oneOfByProvider = (known: readonly string[]): v.GenericSchema => {
    const expected = expect('invalid_value', `must be one of ${known.join(', ')}.`)
    const isKnown = (value: unknown): boolean => known.some((name) => name === value)
    return v.exactOptional(
      v.pipe(
        v.custom<string | Readonly<Record<string, unknown>>>(
          (value) => isRecord(value) || isKnown(value),
          expected,
        ),
        v.rawCheck(({ dataset, addIssue }) => {
          const byProvider = dataset.typed && isRecord(dataset.value) ? Object.entries(dataset.value) : []
          const wrong = byProvider.find(([id, name]) => !isProvider(id) || !isKnown(name))
          if (wrong === undefined) return
          const [id] = wrong
          addIssue({ message: isProvider(id) ? expected : isNoProvider(id) })
        }),
      ),
    )
  }
  return {
    audience: v.custom(
      (value) => isText(value) || isTexts(value),
      expect('invalid_value', 'must name the audience of the tokens.'),
    ),
    resource: option(isText, 'must be a URL.'),
    scopes: option(
      (value) => isTexts(value) && value.every(isQuotable),
      'must list single scopes in printable ASCII. To require no scope, leave it out.',
    ),
    roles: option(isRequirement, 'must name a role. To require no role, leave it out.'),
    providers: v.exactOptional(
      v.pipe(
        v.custom<readonly string[]>(
          isTexts,
          expect(
            'invalid_value',
            'must list the providerId of some provider. For all of them, leave it out.',
          ),
        ),
        v.rawCheck(({ dataset, addIssue }) => {
          const unknown = dataset.typed ? dataset.value.find((id) => !isProvider(id)) : undefined
          if (unknown !== undefined) addIssue({ message: isNoProvider(unknown) })
        }),
      ),
    ),
    accessTokenLookup: oneOfByProvider(accessTokenLookups),
    accessTokenProfile: oneOfByProvider(accessTokenProfiles),
    signingAlgs: option(
      (value) => isTexts(value) && value.every((alg) => signingAlgorithms.includes(alg)),
      `must list one or more of ${signingAlgorithms.join(', ')}. none and HS256 are not allowed.`,
    ),
    cacheSeconds: option((value) => isWithin(value, 0, 60), 'must be 0 to 60 seconds.'),
    acrValues: option(
      (value) => isTexts(value) && value.every(isQuotable),
      'must list authentication context classes, without spaces.',
    ),
    maxAgeSeconds: option((value) => isWithin(value, 0, 2 ** 31), 'must be a number of seconds.'),
    dpop: oneOf(['accepted', 'required', 'required_with_nonce']),
    mtls: oneOf(['accepted', 'required']),
    certificateHeader: option(
      isCertificateHeader,
      'must have the name of a header, the addresses of trustedProxies, and nothing else.',
    ),
    optional: v.optional(v.boolean(expect('invalid_value', 'must be true or false.'))),
  }
}

export interface TakenBearerOptions {
  /** A copy of the options. Later changes of the options do not change it. It has no inherited members. */
  readonly options: BearerOptions
  readonly issues: readonly ConfigIssue[]
}

/**
 * Copies the options of bearer authentication and checks the copy. A key whose value is `undefined` is an error: if the
 * requirement were dropped silently, the API would be open.
 */
export function takeBearerOptions(given: unknown, config: OidcConfig): TakenBearerOptions {
  const { values: taken, issues } = readOptions(given, buildEntries(config), ['bearer'])
  const values = taken as Partial<Values>
  const found = [
    ...issues,
    ...(values.certificateHeader !== undefined && values.mtls === undefined
      ? [issue(['certificateHeader'], 'conflict', 'has an effect only with mtls. Set mtls, or leave it out.')]
      : []),
    ...(values.optional === true && values.roles !== undefined
      ? [issue(['roles'], 'conflict', rolesOfAnOptionalToken)]
      : []),
  ]
  return { options: values as BearerOptions, issues: found }
}

const rolesOfAnOptionalToken =
  'cannot be required where the token is optional: an anonymous request would pass, but a session without the role would ' +
  'be refused. Remove optional, or require the role in a gate.'

function issue(path: readonly string[], code: string, message: string): ConfigIssue {
  return optionIssue(['bearer', ...path], code, message)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** Whether a value may stand between quotes in a header, in a list with spaces as separators. */
function isQuotable(text: string): boolean {
  return /^[!#-[\]-~]+$/u.test(text)
}

/** @see RFC 9110, section 5.1 */
function isHeaderName(value: unknown): boolean {
  return typeof value === 'string' && /^[\w!#$%&'*+.^`|~-]+$/u.test(value)
}

function isCertificateHeader(value: unknown): boolean {
  return (
    isRecord(value) &&
    isHeaderName(value['name']) &&
    isTexts(value['trustedProxies']) &&
    Object.keys(value).length === 2
  )
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
