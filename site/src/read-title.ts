/** Reads the first heading of a document, without its marks of code and links. */
export function readTitle(text: string): string {
  const heading = /^# (.+)$/mu.exec(text)?.[1]
  if (heading === undefined) throw new Error('a page has no heading of the first level')
  return plainText(heading)
}

/** Removes marks of code, emphasis and links from a line of Markdown. */
export function plainText(line: string): string {
  return line
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replaceAll(/[`*]/gu, '')
    .replaceAll(/\\([[\]<>_|])/gu, '$1')
    .trim()
}
