// Not exported: the class has a private member and no other constructor, so a plain string or a similar object never passes for it.
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

/** A value in a template: strings are escaped, markup is inserted, undefined is empty. */
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

// Control characters, unpaired surrogates, line separators, and characters that override the direction of the text
// around them: they are not content, and the last would let a user's name rewrite the sentence that quotes it.
const replaced = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu

function escapeHtml(text: string): string {
  return text.replace(replaced, '\ufffd').replace(/[&<>"']/g, (character) => entities.get(character) ?? '')
}
