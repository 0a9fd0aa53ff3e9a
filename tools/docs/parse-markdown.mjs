// Finds in a document what can be checked: programs, links, headings and tables. It knows the Markdown that we write, no more.

/**
 * @typedef {object} Block a fenced block
 * @property {string} language
 * @property {number} line of its first line of code, from 1
 * @property {string} code
 * @property {{ line: number, text: string }} [output] what the program prints: the ```text block right behind it
 */

/**
 * @typedef {object} Table
 * @property {string} heading the text of the heading above
 * @property {Record<string, string>[]} rows the cells by the text of their column's head
 */

/**
 * @typedef {object} Document
 * @property {string} path relative to the workspace's root
 * @property {Block[]} blocks
 * @property {{ target: string, line: number }[]} links
 * @property {{ text: string, line: number }[]} codes what stands in backticks
 * @property {Set<string>} anchors
 * @property {Table[]} tables
 */

/** @param {string} text @returns {Omit<Document, 'path'>} */
export function parseMarkdown(text) {
  /** @type {Omit<Document, 'path'>} */
  const document = { blocks: [], links: [], codes: [], anchors: new Set(), tables: [] }
  const lines = text.split('\n')
  let heading = ''
  /** @type {Block | undefined} the program that the next block may be the output of */
  let program
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.startsWith('```')) {
      const end = lines.indexOf('```', at + 1)
      const language = line.slice(3)
      const block = {
        language,
        line: at + 2,
        code: lines.slice(at + 1, end < 0 ? undefined : end).join('\n'),
      }
      if (language === 'text' && program !== undefined)
        program.output = { line: block.line, text: block.code }
      program = language === 'ts' ? block : undefined
      document.blocks.push(block)
      at = end < 0 ? lines.length : end
      continue
    }
    if (line.trim() !== '') program = undefined
    if (/^#{1,6} /u.test(line)) {
      heading = line.replace(/^#+ /u, '')
      document.anchors.add(anchorOf(heading, document.anchors))
    }
    if (line.startsWith('|')) at = readTable(lines, at, heading, document) - 1
    else readLinks(line, at + 1, document)
  }
  return document
}

/** @param {string[]} lines @param {number} start @param {string} heading @param {Omit<Document, 'path'>} document */
function readTable(lines, start, heading, document) {
  const [head = [], , ...others] = takeTable(lines, start)
  const rows = others.map((cells) =>
    Object.fromEntries(head.map((name, column) => [name, cells[column] ?? ''])),
  )
  document.tables.push({ heading, rows })
  const end = start + others.length + 2
  lines.slice(start, end).forEach((line, index) => readLinks(line, start + index + 1, document))
  return end
}

/** @param {string[]} lines @param {number} start */
function takeTable(lines, start) {
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start, end < 0 ? undefined : end).map((line) =>
    line
      .split(/(?<!\\)\|/u)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  )
}

/** @param {string} text @param {number} line @param {Omit<Document, 'path'>} document */
function readLinks(text, line, document) {
  for (const [, code = ''] of text.matchAll(/`([^`]+)`/gu)) document.codes.push({ text: code, line })
  const prose = text.replace(/`[^`]*`/gu, (code) => 'x'.repeat(code.length))
  for (const [, target = ''] of prose.matchAll(/\]\(([^()\s]+)\)/gu)) document.links.push({ target, line })
}

/** As GitHub makes them, but for the numbers of equal ones. @param {string} heading */
export const buildAnchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/gu, '-')

/** @param {string} heading @param {Set<string>} taken */
function anchorOf(heading, taken) {
  const plain = buildAnchor(heading)
  let anchor = plain
  for (let count = 1; taken.has(anchor); count += 1) anchor = `${plain}-${count}`
  return anchor
}
