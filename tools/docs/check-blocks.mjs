// Checks each block of a document that is no program of ours, by its language: its grammar, and for commands that what they start is there.
// Without it a guide shows a configuration that no program reads, or a command that was renamed. A block of a language without a check is a
// problem: nothing on the site is unchecked.
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { root } from '../workspace.mjs'
import { checkCommands } from './check-commands.mjs'
import { checkNginx } from './check-nginx.mjs'

/** @typedef {Pick<import('./parse-markdown.mjs').Document, 'path' | 'blocks'>} CheckedDocument */
/** @typedef {(code: string, document: CheckedDocument) => string[]} BlockCheck gives problems */

const vue = createRequire(join(root, 'site/package.json'))
const svelte = createRequire(join(root, 'examples/fetch-sveltekit/package.json'))

/** @type {BlockCheck} */
const checkJson = (code) => messageOf(() => JSON.parse(code))

/** @type {BlockCheck} */
const checkYaml = (code) =>
  parseAllDocuments(code).flatMap(({ errors }) => errors.map(({ message }) => message))

/** @type {BlockCheck} */
const checkHtml = (code) =>
  vue('vue/compiler-sfc')
    .compileTemplate({ source: code, filename: 'block.html', id: 'block' })
    .errors.map((/** @type {Error | string} */ error) => (typeof error === 'string' ? error : error.message))

/** @type {BlockCheck} */
const checkVue = (code) => {
  const { descriptor, errors } = vue('vue/compiler-sfc').parse(code)
  const problems = errors.map((/** @type {Error} */ { message }) => message)
  if (problems.length > 0) return problems
  const { compileScript, compileTemplate } = vue('vue/compiler-sfc')
  return messageOf(() => {
    const script = compileScript(descriptor, { id: 'block' })
    if (descriptor.template === null) return
    const {
      errors: [first],
    } = compileTemplate({
      source: descriptor.template.content,
      filename: 'Block.vue',
      id: 'block',
      compilerOptions: { bindingMetadata: script.bindings },
    })
    if (first !== undefined) throw typeof first === 'string' ? new Error(first) : first
  })
}

/** @type {BlockCheck} */
const checkSvelte = (code) => messageOf(() => svelte('svelte/compiler').compile(code, { generate: 'server' }))

/** Each line begins as a line of a comparison does. @type {BlockCheck} */
const checkDiff = (code) =>
  code
    .split('\n')
    .filter((line) => !/^(?:[-+ @]|$|diff )/u.test(line))
    .map((line) => `no line of a comparison: ${line}`)

/** @type {BlockCheck} */
const checkHttp = (code) => {
  const [first = '', ...others] = code.split('\n')
  const isStart = /^(?:[A-Z]+ \S+(?: HTTP\/[\d.]+)?|HTTP\/[\d.]+ \d{3}.*)$/u.test(first)
  const headers = others.slice(0, others.includes('') ? others.indexOf('') : undefined)
  return [
    ...(isStart ? [] : [`neither a request nor a response begins with: ${first}`]),
    ...headers.filter((line) => !/^[\w-]+: \S/u.test(line)).map((line) => `no header: ${line}`),
  ]
}

/** @type {BlockCheck} */
const checkDockerfile = (code) =>
  code
    .replace(/\\\n/gu, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .filter(
      (line) =>
        !/^(?:FROM|RUN|COPY|ADD|WORKDIR|ENV|ARG|EXPOSE|USER|CMD|ENTRYPOINT|HEALTHCHECK|LABEL) \S/u.test(line),
    )
    .map((line) => `no instruction of a Dockerfile: ${line}`)

/** @type {BlockCheck} */
const checkEnv = (code) =>
  code
    .split('\n')
    .filter((line) => !/^(?:#.*|[A-Z][A-Z\d_]*=.*)?$/u.test(line))
    .map((line) => `no variable: ${line}`)

const tests = globSync(
  ['packages/*/{src,tests}/**/*.test.ts', 'packages/*/tests/**/*.ts', 'examples/*/tests/**/*.ts'],
  {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  },
).map((path) => readFileSync(join(root, path), 'utf8'))

/** A language that no tool here reads: a test takes the block out of the document, by the document's name. @type {BlockCheck} */
const checkTested = (_, { path }) =>
  tests.some((text) => text.includes(basename(path)))
    ? []
    : [`no test names ${basename(path)} and runs this block`]

/** By the first word behind the fence. The languages of programs are in compile-blocks.mjs. @type {Readonly<Record<string, BlockCheck>>} */
const checks = {
  ts: () => [],
  tsx: () => [],
  js: () => [],
  jsx: () => [],
  // What is printed, a screen, a picture of characters. What a program before it prints is compared: run-blocks.mjs.
  text: () => [],
  json: checkJson,
  yaml: checkYaml,
  html: checkHtml,
  vue: checkVue,
  svelte: checkSvelte,
  nginx: checkNginx,
  diff: checkDiff,
  http: checkHttp,
  dockerfile: checkDockerfile,
  env: checkEnv,
  sh: checkCommands,
  sql: checkTested,
  python: checkTested,
  java: checkTested,
}

/** @param {CheckedDocument} document @returns {string[]} problems */
export function checkBlocks(document) {
  return document.blocks.flatMap(({ language, line, code }) => {
    const [name = ''] = language.split(' ')
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    const problems = check?.(code, document) ?? [
      `a block of the language "${name}" is not checked: use one of ${Object.keys(checks).join(', ')}`,
    ]
    return problems.map((problem) => `${document.path}:${line}: ${problem}`)
  })
}

/** @param {() => unknown} run @returns {string[]} the message of what it throws */
function messageOf(run) {
  try {
    run()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
