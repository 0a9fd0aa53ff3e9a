import type { ProviderConfig, SecurityConfig } from './oidc-config.ts'
import { isList } from './read-values.ts'

/** The fingerprint of each frozen configuration, which is computed once. An object that is not frozen may change. */
const known = new WeakMap<object, string>()

/**
 * Identifies how a provider's claims give a name and role keys: `rolesClaims`, `nameClaim` and `allowUnverifiedEmail`. Role keys
 * and names of configurations with equal fingerprints mean the same.
 */
export function fingerprintClaims(provider: ProviderConfig): string {
  return compute(provider, () => {
    const { allowUnverifiedEmail, nameClaim, rolesClaims } = provider
    // The steps of a path have an order. The rules have none.
    const rules = rolesClaims.map((rule) => spell(rule, false)).sort()
    return spell([rules, nameClaim, allowUnverifiedEmail], false)
  })
}

/** Identifies a `security`: which roles it gives to a name and role keys, and whom it admits. */
export function fingerprintSecurity(security: SecurityConfig): string {
  // Each list of a `security` is a set.
  return compute(security, () => spell(security, true))
}

function compute(config: object, spellConfig: () => string): string {
  const found = known.get(config)
  if (found !== undefined) return found
  const fingerprint = hash(spellConfig())
  if (Object.isFrozen(config)) known.set(config, fingerprint)
  return fingerprint
}

/** Spells plain data so that different data have different texts, whatever the order of its members. */
function spell(value: unknown, isSet: boolean): string {
  if (typeof value === 'string') return `${value.length}:${value}`
  if (isList(value)) {
    const items = value.map((item) => spell(item, isSet))
    return `[${(isSet ? [...new Set(items)].sort() : items).join('')}]`
  }
  if (typeof value !== 'object' || value === null) return `${String(value)},`
  const members = Object.entries(value).map(([name, member]) => spell(name, false) + spell(member, isSet))
  return `{${members.sort().join('')}}`
}

/**
 * FNV-1a of 64 bits over UTF-16 code units, as 14 characters. It finds changes that a person made. It is no protection against a
 * person who looks for two configurations with one fingerprint: they write the configuration.
 */
function hash(text: string): string {
  // The offset basis and the prime, 2^40 + 435, in two halves of 32 bits.
  let high = 0xcbf29ce4
  let low = 0x84222325
  for (let at = 0; at < text.length; at += 1) {
    const product = ((low ^ text.charCodeAt(at)) >>> 0) * 435
    high = (high * 435 + Math.floor(product / 2 ** 32) + (((low ^ text.charCodeAt(at)) << 8) >>> 0)) >>> 0
    low = product >>> 0
  }
  return [high, low].map((half) => half.toString(36).padStart(7, '0')).join('')
}
