// Whether a part of a configuration of nginx has its grammar: directives that end in a semicolon, and blocks that are closed. Without it
// readers copy a file that nginx refuses. It knows no directive by its name.

/** @param {string} code @returns {string[]} problems */
export function checkNginx(code) {
  const plain = code.replace(/#.*$/gmu, '').replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gu, 'text')
  let depth = 0
  const problems = []
  for (const [, part = '', end = ''] of plain.matchAll(/([^;{}]*)([;{}]|$)/gu)) {
    const words = part.trim()
    if (end === ';' && words === '') problems.push('a semicolon without a directive')
    if (end !== ';' && end !== '{' && words !== '') problems.push(`no semicolon behind: ${words}`)
    if (end === '{') depth += 1
    if (end === '}') depth -= 1
    if (depth < 0) problems.push('a block is closed that was not begun')
    if (/\n/u.test(words) && end === ';')
      problems.push(`no semicolon behind: ${words.split('\n', 1)[0] ?? ''}`)
  }
  return depth > 0 ? [...problems, 'a block is not closed'] : problems
}
