// Not exported: only `html` makes one, so a plain string never passes for markup.
class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The markup as text. */
  toString(): string {
    return this.#text
  }
}

/** Text that is safe to send as HTML. */
export type Html = Markup

/** What may stand in a template: strings are escaped, markup passes, undefined is nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined

/** The template tag for markup. An attribute's value stands between double quotes. */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Markup(literals.map((literal, index) => literal + render(values[index])).join(''))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function render(value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.toString()
  if (typeof value === 'object') return value.map(render).join('')
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
