// Reads what a document tells a new user to install, to write and to run, for check-quick-starts.mjs: what is tried is the very text that
// a reader copies.
import { parseMarkdown } from './parse-markdown.mjs'

/**
 * @typedef {object} QuickStart
 * @property {string[]} packages that are installed
 * @property {Map<string, string>} files by their names, as they are written
 * @property {{ file: string, variables: string[] } | undefined} environment the file of variables, which the reader fills
 * @property {string[]} commands that run a program
 * @property {Map<string, string>} outputs what programs print, by their file
 * @property {string[]} addresses to register at the provider, below `exampleOrigin`
 * @property {string | undefined} withoutRoles what takes the place of `security`
 * @property {string | undefined} withSomeRoles the same, where all are admitted and some have a role
 */

/** The application's address in the documents. */
export const exampleOrigin = 'http://localhost:3000'

const languages = ['ts', 'js', 'jsx', 'json']

/** @param {string} text of a document @param {string} heading of the section @returns {QuickStart} */
export function readQuickStart(text, heading) {
  const { blocks, codes } = parseMarkdown(takeSection(text, heading))
  /** @type {QuickStart} */
  const start = {
    packages: [],
    files: new Map(),
    environment: undefined,
    commands: [],
    outputs: new Map(),
    addresses: codes
      .map((code) => code.text)
      .filter((code) => code.startsWith(`${exampleOrigin}/`) && !code.endsWith('/')),
    withoutRoles: codes.find((code) => /^security: \{ requiredRoles: \[\] \}$/u.test(code.text))?.text,
    withSomeRoles: codes.find((code) =>
      /^security: \{ requiredRoles: \[\], roleMapping: .+ \}$/u.test(code.text),
    )?.text,
  }
  for (const { language, code, output } of blocks) {
    const [, file] = /^(?:\/\/|#) (\S*\.\w+)$/u.exec(code.split('\n', 1)[0] ?? '') ?? []
    if (language === 'sh' && file !== undefined)
      start.environment = { file, variables: [...code.matchAll(/^(\w+)=/gmu)].map(([, name = '']) => name) }
    else if (language === 'sh') readCommands(code, start)
    else if (file !== undefined && languages.includes(language)) {
      start.files.set(file, `${code}\n`)
      if (output !== undefined) start.outputs.set(file, output.text)
    }
  }
  return start
}

/** @param {string} code @param {QuickStart} start */
function readCommands(code, start) {
  for (const line of code.split('\n')) {
    const [, installed] = /^npm install (.*)$/u.exec(line) ?? []
    if (installed === undefined) start.commands.push(line)
    else start.packages.push(...installed.split(' ').filter((word) => !word.startsWith('-')))
  }
}

/** @param {string} text @param {string} heading @returns {string} the section, with the sections in it */
function takeSection(text, heading) {
  const lines = text.split('\n')
  const first = lines.indexOf(heading)
  if (first < 0) throw new Error(`there is no '${heading}'`)
  const [marks = ''] = heading.split(' ', 1)
  let isCode = false
  const last = lines.findIndex((line, at) => {
    if (line.startsWith('```')) isCode = !isCode
    // A comment of a program begins with the same character.
    return !isCode && at > first && /^#+ /u.test(line) && line.indexOf(' ') <= marks.length
  })
  return lines.slice(first + 1, last < 0 ? undefined : last).join('\n')
}
