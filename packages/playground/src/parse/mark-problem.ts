/** What keeps a text from being read. */
export interface Problem {
  readonly message: string
  /** The lines around the place, with a mark below it. */
  readonly excerpt?: string
}

/** Says at which line and column of a text a problem is, and shows that line with a mark below the place. */
export function markProblem(text: string, offset: number, what: string, why: string): Problem {
  const before = text.slice(0, offset).split('\n')
  const line = before.length
  const column = before.at(-1)?.length ?? 0
  return {
    message: `${what}, line ${line}, column ${column + 1}: ${why}.`,
    excerpt: markPlace(text.split('\n'), line - 1, column),
  }
}

function markPlace(lines: readonly string[], line: number, column: number): string {
  const start = Math.max(0, column - 40)
  const numbered = [line - 1, line].filter((index) => index >= 0)
  const width = String(line + 1).length
  return [
    ...numbered.map((index) =>
      `${String(index + 1).padStart(width)} │ ${(lines[index] ?? '').slice(start, start + 80)}`.trimEnd(),
    ),
    `${' '.repeat(width)} │ ${' '.repeat(column - start)}▲`,
  ].join('\n')
}
