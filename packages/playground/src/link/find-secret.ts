import type { JsonValue } from '@x/oidc-core'

/** Names of claims that hold a secret. Those of options are many more, since no decision reads most of them. */
const secretName = /secret|passw|passphrase|credential|private[_-]?key|api[_-]?key/iu

/** Names of the members of a token response, and of the sources of claims. */
const tokenName = /(?:access|refresh|id)[_-]?token$/iu
const tokenMember = /(?:access|refresh|id)[_-]?token["']?\s*:\s*["']/iu

/** An address with a user or a password before its host. */
const privateAddress = /:\/\/[^\s/?#"'\\]*@/u

/** Finds what a link must not carry, in words. Undefined: there is nothing of it. */
export function findSecret(value: JsonValue): string | undefined {
  const text = JSON.stringify(value)
  if (holdsToken(text) || hasMember(value, isToken)) return 'a token, and a token opens an account'
  return privateAddress.test(text) ? 'an address with a user or a password' : undefined
}

/** Whether claims have a member whose name says that it is a secret. */
export function namesSecret(claims: JsonValue): boolean {
  return hasMember(
    claims,
    (name, member) => secretName.test(name) && member !== null && typeof member !== 'boolean',
  )
}

/** Finds the same in a text that cannot be read: what is written with escapes counts. */
export function findSecretInText(text: string): string | undefined {
  if (holdsToken(text) || tokenMember.test(text)) return 'a token, and a token opens an account'
  if (privateAddress.test(text)) return 'an address with a user or a password'
  return secretName.test(text) || text.includes(String.raw`\u`) || text.includes(String.raw`\x`)
    ? 'what may be a secret'
    : undefined
}

/**
 * Whether there is a JWT or a JWE anywhere in a text: `eyJ` with two dots after it. The second part of a JWE may be empty, as it is in the
 * cookies of sessions (RFC 7516, section 5.1, algorithm dir).
 */
function holdsToken(text: string): boolean {
  return (text.match(/[\w.-]+/gu) ?? []).some((run) => {
    const parts = run.split('.')
    return parts.slice(0, -2).some((part) => part.includes('eyJ'))
  })
}

const isToken = (name: string, member: JsonValue): boolean =>
  tokenName.test(name) && typeof member === 'string'

function hasMember(value: JsonValue, matches: (name: string, member: JsonValue) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, member]: [string, JsonValue]) => matches(name, member) || hasMember(member, matches),
  )
}
