// Compares docs/errors.md with the code: a section for each error code, with its status, the members of its `detail`, what happened and
// what to do. Without it a new code has no page, and an old page names a status that is no longer sent.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { errorTable } from '../../packages/engine/src/http/error-table.ts'
import { packageRoot } from '../workspace.mjs'

/** @param {string} page @returns {string[]} problems */
export function checkErrorPage(page) {
  const sections = readSections(page)
  const details = readDetails()
  const known = Object.entries(errorTable).map(([code, { status }]) => ({ code, status }))
  return [
    ...known.flatMap(({ code, status }) => {
      const section = sections.get(code)
      if (section === undefined) return [`there is no section ### \`${code}\``]
      return checkSection(code, section, describeAnswer(status, details.get(code) ?? []))
    }),
    ...[...sections.keys()]
      .filter((code) => !Object.hasOwn(errorTable, code))
      .map((code) => `there is no error ${code}`),
  ]
}

/** @param {string} code @param {string} section @param {string} answer what it must begin with @returns {string[]} problems */
function checkSection(code, section, answer) {
  const [first, happened, ...others] = section.split('\n\n')
  const whatToDo = others.find((paragraph) => /^\*\*What to do\.\*\* \S/u.test(paragraph))
  return [
    ...(first === answer ? [] : [`${code} must begin with: ${answer}`]),
    ...(happened === undefined || happened.startsWith('**') ? [`${code} must say what happened`] : []),
    ...(whatToDo === undefined ? [`${code} must have a paragraph that begins with '**What to do.**'`] : []),
  ]
}

/** @param {number} status @param {readonly string[]} members */
const describeAnswer = (status, members) =>
  `Status ${status}. ${members.length === 0 ? 'No detail.' : `Detail: ${members.map((name) => `\`${name}\``).join(', ')}.`}`

/** The text below each heading that is a code. @param {string} page @returns {Map<string, string>} */
function readSections(page) {
  const [, ...parts] = page.split(/^### /mu)
  return new Map(
    parts.map((part) => {
      const [heading = '', ...lines] = part.split('\n')
      const text = lines.join('\n').split(/^## /mu, 1)[0] ?? ''
      return [heading.replaceAll('`', ''), text.trim()]
    }),
  )
}

/** Each code with the members of its `detail`; a member that need not be there ends with a question mark. */
function readDetails() {
  const path = join(packageRoot('core'), 'src/errors/error-details.ts')
  const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  const declared = new Map(
    statements.filter(ts.isInterfaceDeclaration).map(({ name, members }) => [name.text, members]),
  )
  return new Map(
    (declared.get('ErrorDetails') ?? []).flatMap((member) =>
      ts.isPropertySignature(member) && member.type && ts.isIdentifier(member.name)
        ? [[member.name.text, listMembers(member.type)]]
        : [],
    ),
  )

  /** @param {ts.TypeNode} type @returns {string[]} */
  function listMembers(type) {
    const members = ts.isTypeLiteralNode(type)
      ? type.members
      : ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && declared.get(type.typeName.text)
    return [...(members || [])].flatMap(({ name, questionToken }) =>
      name && ts.isIdentifier(name) ? [name.text + (questionToken ? '?' : '')] : [],
    )
  }
}
