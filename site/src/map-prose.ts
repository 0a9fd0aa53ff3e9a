/**
 * Changes what is prose in a document of Markdown, segment by segment: fenced blocks stay as they are. Code in backticks is hidden from
 * `change` and stays, too, so that a text of several lines with code in it is one segment.
 */
export function mapProse(text: string, change: (prose: string) => string): string {
  const segments: string[][] = [[]]
  for (const line of text.split('\n')) {
    const isFence = /^\s*```/u.test(line)
    const isInCode = segments.length % 2 === 0
    if (isFence && !isInCode) segments.push([line])
    else segments.at(-1)?.push(line)
    if (isFence && isInCode) segments.push([])
  }
  return segments
    .flatMap((lines, at) => {
      const segment = lines.join('\n')
      if (lines.length === 0) return []
      return [at % 2 === 0 ? changeProse(segment, change) : segment]
    })
    .join('\n')
}

const hidden = /\uE000(\d+)\uE001/gu

/** Characters of the private use area stand for code. */
function changeProse(prose: string, change: (prose: string) => string): string {
  const codes: string[] = []
  const hiding = prose.replace(/`[^`]+`/gu, (code) => `\uE000${codes.push(code) - 1}\uE001`)
  const changed = change(hiding)
  return changed.replace(hidden, (_, at: string) => codes[Number(at)] ?? '')
}
