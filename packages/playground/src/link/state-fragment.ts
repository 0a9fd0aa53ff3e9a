import { parseJson } from '@x/oidc-core'
import { decodeBase64Url, encodeBase64Url } from '../base64url.ts'
import { fail, isJsonObject } from '../parse/parsed.ts'
import type { Parsed } from '../parse/parsed.ts'
import type { Texts } from '../shapes/provider-shapes.ts'

/** How a fragment begins that carries both texts. A browser sends no fragment to a server, RFC 9110, section 4.2.3. */
const start = '#state='

/** Characters of a fragment: longer addresses do not survive mail and chat, and a hostile one takes the browser's time. */
const maxLength = 65_536

/** Writes both texts as the fragment of an address: base64url of JSON. */
export function buildFragment(texts: Texts): Parsed<string> {
  const { claims, configuration } = texts
  const fragment = `${start}${encodeBase64Url(JSON.stringify({ claims, configuration }))}`
  if (fragment.length <= maxLength) return { value: fragment }
  return fail(
    `These texts are too long for a link: it would have ${fragment.length} characters, and ${maxLength} are allowed. Take away role keys that do not matter.`,
  )
}

/**
 * Reads both texts from the fragment of an address, which may be hostile: it only ever fills two fields with text. Undefined: it carries none.
 */
export function parseFragment(fragment: string): Parsed<Texts> | undefined {
  if (!fragment.startsWith(start)) return undefined
  if (fragment.length > maxLength)
    return fail(
      `The link of this page is too long: it has ${fragment.length} characters, and ${maxLength} are allowed.`,
    )
  const encoded = fragment.slice(start.length)
  const text = /^[\w-]*$/u.test(encoded) ? decodeBase64Url(encoded) : undefined
  const state = parseJson(text ?? '')
  if (!isJsonObject(state))
    return fail('The link of this page is damaged. Ask for it anew, and copy all of it.')
  const { claims, configuration } = state
  return typeof claims === 'string' && typeof configuration === 'string'
    ? { value: { claims, configuration } }
    : fail(
        'The link of this page carries no claims and configuration. It may be of another version of this page.',
      )
}
