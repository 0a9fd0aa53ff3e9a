import type { IssuePath } from './issues.ts'
import { isUnset, type ObjectReader, unset } from './object-reader.ts'
import type { KeepConfig, SessionConfig } from './oidc-config.ts'
import { parseClaimRefs } from './parse-role-rule.ts'
import { parseCookieDomain, parseSameSite } from './parse-cookies.ts'
import { isList, readItems } from './read-values.ts'

/** Only the engine reads the option `store`. */
export const sessionKeys: readonly string[] = [
  'secret',
  'cookieName',
  'sameSite',
  'cookieDomain',
  'absoluteSeconds',
  'idleSeconds',
  'signInSeconds',
  'keep',
  'store',
  'singleProcess',
  'roleMaxAgeSeconds',
  'roleGraceSeconds',
  'cacheMebibytes',
  'clearSiteData',
]

/** The members of `keep`. */
export const keepKeys: readonly string[] = ['tokens', 'claims', 'trace']

const secretBytes = 32
const howToMake = 'openssl rand -hex 32 prints enough.'
const oneDay = 86_400
/** Browsers keep no cookie for longer than 400 days (draft-ietf-httpbis-rfc6265bis, section 5.5). */
const longestSeconds = 400 * 86_400

/** Maximum memory of each cache whose memory can be configured, in MiB. */
export const maxCacheMebibytes = 4096

/** Reads `session`. */
export function parseSession(reader: ObjectReader, baseUrl: string): SessionConfig {
  const [secret = '', ...older] = parseSecrets(reader)
  const absoluteSeconds = reader.integer('absoluteSeconds', 1, longestSeconds) ?? 43_200
  const idleSeconds = reader.integer('idleSeconds', 1, longestSeconds) ?? Math.min(3600, absoluteSeconds)
  if (idleSeconds > absoluteSeconds) {
    reader.error('idleSeconds', 'out_of_range', 'must not be more than absoluteSeconds.')
  }
  const cookieDomain = parseCookieDomain(reader, baseUrl)
  const cookieName = reader.text('cookieName') ?? defaultCookieName(cookieDomain ?? baseUrl)
  // Dots separate this name from the suffixes of chunks and transactions.
  if (!/^[\w-]{1,64}$/.test(cookieName) || /^__(?:host|secure)-/i.test(cookieName)) {
    const message = 'must be 1 to 64 letters, digits, - or _, without a prefix like __Host-.'
    reader.error('cookieName', 'invalid_value', message)
  }
  return {
    secret: [secret, ...older],
    cookieName,
    sameSite: parseSameSite(reader, baseUrl),
    cookieDomain,
    absoluteSeconds,
    idleSeconds,
    signInSeconds: reader.integer('signInSeconds', 60, oneDay) ?? 3600,
    keep: parseKeep(reader),
    singleProcess: reader.flag('singleProcess'),
    roleMaxAgeSeconds: reader.integer('roleMaxAgeSeconds', 30, longestSeconds),
    roleGraceSeconds: reader.integer('roleGraceSeconds', 0, longestSeconds) ?? 3600,
    cacheMebibytes: reader.integer('cacheMebibytes', 0, maxCacheMebibytes),
    ...parseClearSiteData(reader),
  }
}

const clearable = ['cache', 'storage'] as const

function parseClearSiteData(reader: ObjectReader): Pick<SessionConfig, 'clearSiteData'> {
  const given = reader.texts('clearSiteData')
  const chosen = clearable.filter((kind) => given.includes(kind))
  if (chosen.length < given.length) {
    // `cookies` would delete those of every application of the domain.
    const message = "may have 'cache' and 'storage' alone."
    reader.error('clearSiteData', 'invalid_value', message)
  }
  return chosen.length > 0 ? { clearSiteData: chosen } : {}
}

function parseSecrets(reader: ObjectReader): readonly string[] {
  const value = reader.value('secret')
  const place: IssuePath = [...reader.path, 'secret']
  const items = isList(value) ? readItems(value, place, reader.issues) : []
  const list: readonly unknown[] = items.length > 0 ? items : [value]
  return list.map((secret, index) => {
    const path: IssuePath = list === items ? [...place, index] : place
    if (isUnset(secret) || isList(secret)) {
      const message = `${reader.has('secret') ? unset : 'is missing: set it'} to ${secretBytes} random bytes or more; ${howToMake}`
      reader.issues.error(path, 'missing', message)
    } else if (typeof secret !== 'string') reader.issues.error(path, 'invalid_type', 'must be a string.')
    else if (utf8Length(secret) < secretBytes) {
      const message = `has ${utf8Length(secret)} bytes. It must have at least ${secretBytes}, all of them random; ${howToMake}`
      reader.issues.error(path, 'too_short', message)
    } else if (secret.trim() !== secret) {
      // Of a list with a blank after the comma: two processes would seal with two secrets.
      reader.issues.error(path, 'invalid_value', 'has a blank at its beginning or end. Remove it.')
    }
    return typeof secret === 'string' ? secret : ''
  })
}

function parseKeep(reader: ObjectReader): KeepConfig {
  const value = reader.value('keep')
  if (isList(value)) {
    const listed = readItems(value, [...reader.path, 'keep'], reader.issues)
    const kept = keepKeys.filter((name) => listed.includes(name)).map((name) => `${name}: true`)
    const form = kept.length > 0 ? kept.join(', ') : 'claims: [...]'
    const names = kept.length > 0 ? '' : ', with the names of claims'
    reader.error(
      'keep',
      'invalid_type',
      `must be an object, and not a list: write keep: { ${form} }${names}.`,
    )
    return { claims: [], trace: false, tokens: false }
  }
  const keep = reader.object('keep', keepKeys)
  return { claims: parseKeptClaims(keep), trace: keep.flag('trace'), tokens: keep.flag('tokens') }
}

function parseKeptClaims(keep: ObjectReader): KeepConfig['claims'] {
  const value = keep.value('claims')
  if (value === true) return true
  if (isList(value)) return parseClaimRefs(keep.list('claims'), [...keep.path, 'claims'], keep.issues)
  if (value !== undefined && value !== false) {
    const message = "must be true, or a list of claim names and paths, such as ['department']."
    keep.error('claims', 'invalid_type', message)
  }
  return []
}

function utf8Length(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const isSurrogate = unit >= 0xd800 && unit < 0xe000
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isSurrogate ? 2 : 3
  }
  return bytes
}

/**
 * Names the session cookie after the app, because cookies ignore ports: two apps on one host would otherwise overwrite
 * each other's. Apps that share a session have the name of their domain. The hash is FNV-1a with 32 bits.
 */
export function defaultCookieName(owner: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < owner.length; at++) hash = Math.imul(hash ^ owner.charCodeAt(at), 0x01000193)
  return `oidc-${(hash >>> 0).toString(16).padStart(8, '0')}`
}
