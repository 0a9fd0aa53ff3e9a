import { cleanText } from '@x/oidc-core'

const shownCharacters = 4

/** Shows an address that was given for a message: of what is none, only how it begins, since a secret may have been pasted there. */
export function showAddress(given: string): string {
  const [address] = /^https?:\/\/[^/?#@\s]+(?:\/[^?#@\s]*)?(?=$|[?#])/iu.exec(given) ?? []
  if (address !== undefined) return JSON.stringify(cleanText(address === given ? given : `${address}…`, 200))
  const start = given.slice(0, Math.min(shownCharacters, Math.floor(given.length / 3)))
  return `${JSON.stringify(cleanText(`${start}…`))} (${given.length} characters)`
}
