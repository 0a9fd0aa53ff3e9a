/** Aligned as the workspace's formatter wants it: the first column to the left, numbers to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  const [head = [], ...body] = rows.map((row) => row.map(pad))
  const rule = widths.map((length, column) =>
    column === 0 ? '-'.repeat(length) : `${'-'.repeat(length - 1)}:`,
  )
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Writes a share of 1 in percent. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

/** Names ours in bold. */
export function formatName({ name, kind }: { readonly name: string; readonly kind: string }): string {
  return kind === 'ours' ? `**${name}**` : name
}

export const notMeasured = 'Not measured yet.'
