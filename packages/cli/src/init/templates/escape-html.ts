/** The lines that escape a name in HTML: of frameworks that have no way of their own. */
export const escapeHtmlLines: readonly string[] = [
  '// Names come from the provider: escape them in HTML.',
  "const escapeHtml = (text = '') => text.replace(/[&<>\"']/g, (character) => `&#${character.charCodeAt(0)};`)",
]
