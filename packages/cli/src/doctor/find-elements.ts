/** An opening tag of HTML. A comment has the name `!--`. */
export interface OpeningTag {
  /** In lower case. */
  readonly name: string
  readonly attributes: string
}

/** An element of a page, from its opening tag to the next closing one of its name. */
export interface Element {
  readonly start: number
  readonly end: number
  readonly content: string
}

/**
 * Finds the elements that are asked for, without those within them. One that does not end is none. A page is up to a million characters
 * that a hostile server chose, so no part of it is read more than a few times.
 */
export function* findElements(page: string, isWanted: (tag: OpeningTag) => boolean): Generator<Element> {
  const opening = /<(?:(?<comment>!--)|(?<tag>[a-z][a-z0-9]*)(?<attributes>(?:[\s/][^<>]*)?)>)/giu
  /** What has no end behind one place has none behind a later one. */
  const endless = new Set<string>()
  for (let found = opening.exec(page); found !== null; found = opening.exec(page)) {
    const { comment, tag = '', attributes = '' } = found.groups ?? {}
    const name = comment ?? tag.toLowerCase()
    if (endless.has(name) || !isWanted({ name, attributes })) continue
    const from = opening.lastIndex
    const closing = findClosing(page, name, from)
    if (closing === undefined) endless.add(name)
    else {
      yield { start: found.index, end: closing.end, content: page.slice(from, closing.start) }
      opening.lastIndex = closing.end
    }
  }
}

function findClosing(
  page: string,
  name: string,
  from: number,
): { readonly start: number; readonly end: number } | undefined {
  const closing = name === '!--' ? /-->/gu : new RegExp(String.raw`</${name}(?:\s[^<>]*)?>`, 'giu')
  closing.lastIndex = from
  const found = closing.exec(page)
  return found === null ? undefined : { start: found.index, end: closing.lastIndex }
}
