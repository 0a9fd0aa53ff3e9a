/** Names come from the provider: escape them in HTML. */
export const escapeHtml = (text = '') =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
