interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** The positions in the page at which the tag begins and ends. */
  readonly start: number
  readonly end: number
}

export interface HtmlButton {
  readonly name: string
  readonly value: string
  readonly text: string
}

export interface HtmlForm {
  readonly action: string
  readonly method: 'GET' | 'POST'
  /** The fields that every button of the form sends. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly buttons: readonly HtmlButton[]
}

const entities: Readonly<Record<string, string>> = {
  ...{ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&nbsp;': ' ' },
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,6})|#x([\da-f]{1,5})|[a-z]{2,5});/gi,
    (entity, decimal?: string, hex?: string) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined
      return code === undefined ? (entities[entity] ?? entity) : String.fromCodePoint(code)
    },
  )
}

function parseTags(html: string): Tag[] {
  return [...html.matchAll(/<(\/?[a-z][a-z\d]*)((?:[\s/](?:"[^"]*"|'[^']*'|[^"'>])*)?)>/gi)].map((match) => {
    const attributes = new Map<string, string>()
    for (const [, name = '', quoted, single, bare] of (match[2] ?? '').matchAll(
      /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g,
    )) {
      attributes.set(name.toLowerCase(), decodeEntities(quoted ?? single ?? bare ?? ''))
    }
    const start = match.index
    return { name: (match[1] ?? '').toLowerCase(), attributes, start, end: start + match[0].length }
  })
}

/**
 * Parses the forms of a page: hidden and prefilled inputs, and buttons, also buttons outside the form that have its id. It reads
 * the simple HTML of sign-in pages, not all HTML.
 */
export function parseHtmlForms(html: string): HtmlForm[] {
  const tags = parseTags(html)
  return tags
    .filter(({ name }) => name === 'form')
    .map((form) => {
      const close =
        tags.find(({ name, start }) => name === '/form' && start > form.start)?.start ?? html.length
      const id = form.attributes.get('id')
      const own = tags.filter(({ attributes, start }) => {
        const owner = attributes.get('form')
        return owner === undefined ? start > form.start && start < close : owner === id
      })
      return {
        action: form.attributes.get('action') ?? '',
        method: form.attributes.get('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
        fields: own.flatMap(parseField),
        buttons: own.flatMap((tag) => parseButton(html, tag)),
      }
    })
}

function parseField({ name, attributes }: Tag): [string, string][] {
  const field = attributes.get('name')
  const type = attributes.get('type')?.toLowerCase() ?? 'text'
  if (name !== 'input' || field === undefined || type === 'submit') return []
  if ((type === 'checkbox' || type === 'radio') && !attributes.has('checked')) return []
  return [[field, attributes.get('value') ?? '']]
}

function parseButton(html: string, { name, attributes, end }: Tag): HtmlButton[] {
  const type = attributes.get('type')?.toLowerCase()
  const isSubmit =
    name === 'button' ? type !== 'button' && type !== 'reset' : name === 'input' && type === 'submit'
  if (!isSubmit) return []
  const value = attributes.get('value') ?? ''
  const content = name === 'button' ? html.slice(end, html.indexOf('</button', end)) : value
  const text = decodeEntities(content.replaceAll(/<[^>]*>/g, ' ')).trim()
  return [{ name: attributes.get('name') ?? '', value, text }]
}
