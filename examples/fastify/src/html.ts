class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** Text that is safe to send as HTML. */
export type Html = Markup

type Value = string | Html | readonly Html[] | undefined

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  ...{ '"': '&quot;', "'": '&#39;' },
}

/** The template tag for markup: it escapes every text. An attribute's value stands between double quotes. */
export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Markup(literals.map((literal, index) => literal + render(values[index])).join(''))
}

function render(value: Value): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.toString()
  if (typeof value !== 'string') return value.map(render).join('')
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
