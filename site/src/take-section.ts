/**
 * Takes a part of a document: what stands below a heading, up to the next heading of its level or above. `# title` takes what stands before
 * the first other heading.
 * @throws where there is no such heading
 */
export function takeSection(text: string, heading: string): string {
  const lines = text.split('\n')
  const first = lines.indexOf(heading)
  if (first < 0) throw new Error(`there is no heading '${heading}'`)
  const level = heading.indexOf(' ')
  let isCode = false
  const last = lines.findIndex((line, at) => {
    if (line.startsWith('```')) isCode = !isCode
    const marks = isCode ? undefined : /^(#+) /u.exec(line)?.[1]
    return at > first && marks !== undefined && (level === 1 || marks.length <= level)
  })
  return lines
    .slice(first + 1, last < 0 ? undefined : last)
    .join('\n')
    .trim()
}
