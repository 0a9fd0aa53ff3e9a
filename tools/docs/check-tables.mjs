// Compares the tables of the documentation with the code. A table is recognised by its first column and, for keys, by the
// code in the heading above it: `session` for `session.…`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import ts from 'typescript'
import { checkOidcConfig, defineOidcConfig } from '../../packages/core/src/index.ts'
import { errorEvent, events } from '../../packages/engine/src/events.ts'
import { en } from '../../packages/engine/src/pages/locales/en.ts'
import { packageRoot } from '../workspace.mjs'

/** @typedef {import('./parse-markdown.mjs').Table} Table */
/** @typedef {Record<string, any>} Value nested configurations, read by keys out of documents */

/** The least that is a configuration. @returns {Value} */
const leastOptions = () => ({
  baseUrl: 'https://app.example.com',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  session: { secret: 'x'.repeat(32) },
})

/**
 * The objects of a configuration by the name that headings give them: where their keys are declared, how to reach them,
 * and what has to be there so that they are. The result has `derived` keys in place of options; they are not options.
 * @type {Record<string, { declared: string[], reach: string, given?: string, derived?: string[] }>}
 */
const objects = {
  options: { declared: ['OidcOptions', 'EngineOptions'], reach: 'options' },
  'providers[]': {
    declared: ['ProviderOptions', 'EngineProviderOptions'],
    reach: 'options.providers[0]',
    derived: ['clientAuthentication'],
  },
  'rolesClaims[]': {
    declared: ['RoleRule'],
    reach: 'options.providers[0].rolesClaims[0]',
    given: "options.providers[0].rolesClaims = [{ path: 'groups' }]",
  },
  security: {
    declared: ['SecurityOptions'],
    reach: 'options.providers[0].security',
    given: 'options.providers[0].security = {}',
  },
  passthrough: {
    declared: ['PassthroughOptions'],
    reach: 'options.providers[0].security.passthrough',
    given: "options.providers[0].security = { passthrough: { allow: ['app/*'] }, requiredRoles: [] }",
  },
  session: { declared: ['SessionOptions', 'EngineSessionOptions'], reach: 'options.session' },
  keep: {
    declared: ['SessionKeep'],
    reach: 'options.session.keep',
    given: 'options.session.keep = {}',
  },
  pages: {
    declared: ['PagesOptions', 'EnginePagesOptions'],
    reach: 'options.pages',
    given: 'options.pages = {}',
  },
  paths: { declared: ['PathOptions'], reach: 'options.paths', given: 'options.paths = {}' },
}

/** @param {readonly Table[]} tables @returns {string[]} */
export function checkConfigurationTables(tables) {
  const interfaces = readInterfaces()
  const keyProblems = Object.entries(objects).flatMap(
    ([name, { declared, reach, given = '', derived = [] }]) => {
      const rows = tables
        .filter(({ heading }) => heading.includes(`\`${name}\``))
        .flatMap((table) => table.rows)
      const documented = rows.map((row) => codeOf(row['key']))
      const known = declared.flatMap((type) => interfaces.get(type) ?? [`the interface ${type}`])
      const options = leastOptions()
      evaluate(given, { options })
      const config = defineOidcConfig(/** @type {never} */ (options))
      const accepted = Object.keys(evaluate(reach, { options: config }))
      return [
        ...missing(known, documented).map((key) => `${name}: the key ${key} is not in the table`),
        ...missing(documented, known).map((key) => `${name}: there is no key ${key}`),
        ...missing(accepted, [...documented, ...derived]).map(
          (key) => `${name}: the key ${key} is accepted and not in the table`,
        ),
        ...rows.flatMap((row) => checkRow(name, row, { reach, given, config })),
      ]
    },
  )
  return [...keyProblems, ...checkCodes(tables), ...checkReasons(tables)]
}

/** An en dash says that there is no default. @param {string} name @param {Record<string, string>} row @param {{ reach: string, given: string, config: unknown }} object */
function checkRow(name, row, { reach, given, config }) {
  const key = codeOf(row['key'])
  const place = `${reach}[${JSON.stringify(key)}]`
  const options = leastOptions()
  evaluate(`${given}; ${place} = null`, { options })
  if (checkOidcConfig(options).some(({ code, path }) => code === 'unknown_key' && path.at(-1) === key)) {
    return [`${name}: ${key} is refused as an unknown key`]
  }
  const stated = row['default'] ?? ''
  if (stated === 'required') {
    evaluate(`delete ${place}`, { options })
    const isAsked = checkOidcConfig(options).some(
      ({ severity, path }) => severity === 'error' && path.includes(key),
    )
    return isAsked ? [] : [`${name}: ${key} is not required`]
  }
  const value = evaluate(place, { options: config })
  if (stated === '–')
    return value === undefined ? [] : [`${name}: ${key} has the default ${JSON.stringify(value)}`]
  const expected = stated.startsWith('`')
    ? evaluate(`(${codeOf(stated)})`, evaluate(reach, { options: config }))
    : value
  return value !== undefined && JSON.stringify(expected) === JSON.stringify(value)
    ? []
    : [`${name}: ${key} has the default ${JSON.stringify(value)}`]
}

/** Tries the example of every code, and asks that every code has one. @param {readonly Table[]} tables @returns {string[]} */
function checkCodes(tables) {
  const rows = tables.flatMap((table) => table.rows).filter((row) => 'code' in row && 'given by' in row)
  const written = readCodes()
  const documented = new Set(rows.map((row) => `${row['severity'] ?? ''} ${codeOf(row['code'])}`))
  return [
    ...missing([...written], [...documented]).map((code) => `there is no row for the ${code}`),
    ...missing([...documented], [...written]).map((code) => `the code gives no ${code}`),
    ...rows.flatMap((row) => {
      const [code, example] = [codeOf(row['code']), codeOf(row['given by'])]
      const options = leastOptions()
      evaluate(example, options)
      const issues = checkOidcConfig(options)
      const isGiven = issues.some((issue) => issue.code === code && issue.severity === row['severity'])
      return isGiven
        ? []
        : [`${example} gives no ${code}, but ${issues.map((issue) => issue.code).join(', ')}`]
    }),
  ]
}

/** @param {readonly Table[]} tables @returns {string[]} */
function checkReasons(tables) {
  const documented = tables.flatMap((table) =>
    table.rows.flatMap((row) => ('reason' in row ? [codeOf(row['reason'])] : [])),
  )
  return JSON.stringify(documented) === JSON.stringify(Object.keys(en.denied.reasons))
    ? []
    : [`the reasons to deny are, in this order: ${Object.keys(en.denied.reasons).join(', ')}`]
}

/**
 * The levels and fields of each event, as its row says them: a field that is there where it is known ends with a question mark.
 * @param {readonly Table[]} tables @returns {string[]}
 */
export function checkEventTables(tables) {
  const rows = tables.flatMap((table) => table.rows).filter((row) => 'event' in row && 'fields' in row)
  const documented = rows.map(({ event, level, fields }) =>
    describeEvent(codeOf(event), listCodes(level), listCodes(fields)),
  )
  const known = [...Object.entries(events), /** @type {const} */ (['an error', errorEvent])].map(
    ([code, { levels, fields, optional }]) =>
      describeEvent(code, levels, [...fields, ...optional.map((field) => `${field}?`)]),
  )
  return [
    ...missing(known, documented).map((event) => `no table has the event ${event}`),
    ...missing(documented, known).map((event) => `there is no event ${event}`),
  ]
}

/**
 * The events that only `onEvent` receives, and what their `detail` has, as in the interface `StreamDetails`.
 * @param {readonly Table[]} tables @returns {string[]}
 */
export function checkStreamTable(tables) {
  const rows = tables.flatMap((table) => table.rows).filter((row) => 'event' in row && '`detail`' in row)
  const documented = rows.map((row) => `${codeOf(row['event'])}: ${listCodes(row['`detail`']).join(', ')}`)
  const known = readStreamDetails()
  return [
    ...missing(known, documented).map((event) => `no table has the event ${event}`),
    ...missing(documented, known).map((event) => `there is no event ${event}`),
  ]
}

/** Each event with the members of its `detail`. @returns {string[]} */
function readStreamDetails() {
  const { statements } = parse(join(packageRoot('engine'), 'src/stream-events.ts'))
  const declared = new Map(
    statements.filter(ts.isInterfaceDeclaration).map(({ name, members }) => [name.text, members]),
  )
  return (declared.get('StreamDetails') ?? []).flatMap((event) => {
    if (!ts.isPropertySignature(event) || event.type === undefined || !ts.isIdentifier(event.name)) return []
    const { type } = event
    const members = ts.isTypeLiteralNode(type)
      ? type.members
      : ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && declared.get(type.typeName.text)
    const names = (members || []).flatMap(({ name, questionToken }) =>
      name && ts.isIdentifier(name) ? [name.text + (questionToken ? '?' : '')] : [],
    )
    return [`${event.name.text}: ${names.join(', ')}`]
  })
}

/** @param {string} code @param {readonly string[]} levels @param {readonly string[]} fields */
const describeEvent = (code, levels, fields) =>
  `${code} (${[...levels].sort().join(', ')}): ${[...fields].sort().join(', ')}`

/** Every code in a cell, without its quotes. @param {string | undefined} cell */
const listCodes = (cell = '') => [...cell.matchAll(/`([^`]*)`/gu)].map(([, code = '']) => code)

/** @param {string} code @param {Value} scope the names that the code may read and change @returns {any} */
function evaluate(code, scope) {
  return runInContext(code, createContext(scope))
}

/** The code in a cell, without its quotes. @param {string | undefined} cell */
const codeOf = (cell = '') => /`([^`]*)`/u.exec(cell)?.[1] ?? cell

/** @param {readonly string[]} wanted @param {readonly string[]} there */
const missing = (wanted, there) => wanted.filter((text) => !there.includes(text))

/** @param {string} path */
const parse = (path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)

/** The interfaces of the options and the names of their members. */
function readInterfaces() {
  const paths = [
    join(packageRoot('core'), 'src/config/oidc-options.ts'),
    join(packageRoot('core'), 'src/claims/claim-path.ts'),
    join(packageRoot('engine'), 'src/engine-options.ts'),
    join(packageRoot('engine'), 'src/pages/render-option.ts'),
  ]
  const declarations = paths.flatMap((path) => parse(path).statements.filter(ts.isInterfaceDeclaration))
  return new Map(
    declarations.map(({ name, members }) => [
      name.text,
      members.flatMap((member) => (member.name && ts.isIdentifier(member.name) ? [member.name.text] : [])),
    ]),
  )
}

/** The codes that reading a configuration gives: the second argument wherever an issue is reported. */
function readCodes() {
  const folder = join(packageRoot('core'), 'src/config')
  /** @type {Set<string>} */
  const codes = new Set()
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const severity = { error: 'error', warn: 'warning' }[node.expression.name.text]
      const code = node.arguments[1]
      if (severity !== undefined && code !== undefined && ts.isStringLiteral(code))
        codes.add(`${severity} ${code.text}`)
    }
    ts.forEachChild(node, visit)
  }
  for (const name of readdirSync(folder)) {
    // What is left out or translated there is no issue of a configuration.
    if (!name.endsWith('.test.ts') && name !== 'from-atoti.ts') visit(parse(join(folder, name)))
  }
  return codes
}
