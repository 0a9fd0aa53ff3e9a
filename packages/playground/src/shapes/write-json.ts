/** As much as a field shows without wrapping. */
const lineLength = 46

/** Writes JSON as people do: what fits on a line stays on it. */
export function writeJson(value: unknown, indent = ''): string {
  const line = JSON.stringify(value, undefined, 1)
    .replace(/\n */g, ' ')
    .replaceAll('[ ', '[')
    .replaceAll(' ]', ']')
  if (
    typeof value !== 'object' ||
    value === null ||
    (indent !== '' && indent.length + line.length < lineLength)
  )
    return line
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const members = Array.isArray(value)
    ? value.map((element) => writeJson(element, inner))
    : Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${writeJson(member, inner)}`)
  return `${open}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${close}`
}
