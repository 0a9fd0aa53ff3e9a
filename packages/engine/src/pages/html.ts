// Not exported: with a private member and no other way to make one, a plain string or a look-alike never passes for it.
class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** Text that is safe to send as HTML. Only `html` makes it. */
export type Html = Markup

/** What may stand in a template: strings are escaped, markup passes, undefined is nothing. */
export type HtmlValue = string | Html | readonly Html[] | undefined

/**
 * The template tag for markup. An attribute's value stands between double quotes; names of elements and attributes,
 * scripts and styles are never interpolated.
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = literals.map((literal, index) => literal + render(values[index]))
  return new Markup(parts.join(''))
}

function render(value: HtmlValue): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeHtml(value)
  return value instanceof Markup ? value.toString() : value.map((part) => render(part)).join('')
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

// Control characters, halves of surrogate pairs, separators of lines, and what overrides the direction of the text
// around it: none is content, and the last would let a user's name rewrite the sentence that quotes it.
const replaced = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu

function escapeHtml(text: string): string {
  return text.replace(replaced, '\ufffd').replace(/[&<>"']/g, (character) => entities.get(character) ?? '')
}
