/** Lowers A to Z and nothing else: other letters fold differently in different languages. */
export function foldAscii(text: string): string {
  // Most keys have no capitals, and asking is cheaper than replacing nothing.
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}

/** Brings spellings together that people confuse: case, outer white space, the slash before Keycloak's group paths. */
export function foldSpelling(key: string): string {
  const folded = foldAscii(key.trim())
  return folded.startsWith('/') ? folded.slice(1) : folded
}
