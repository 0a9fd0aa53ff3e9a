/** Lowers A to Z only: the case of other letters differs between languages. */
export function foldAscii(text: string): string {
  // Most keys have no capitals, and testing is faster than replacing.
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}

/** Normalizes spellings that people confuse: case, outer white space, the slash before Keycloak's group paths. */
export function foldSpelling(key: string): string {
  const folded = foldAscii(key.trim())
  return folded.startsWith('/') ? folded.slice(1) : folded
}
