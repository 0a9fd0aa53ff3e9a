import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { allowedUses, findBannedWords } from './banned-words.mjs'
import { checkWords } from './word-rules.mjs'
import { cache } from './workspace.mjs'

/** @type {string[]} */
const folders = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** @param {Record<string, string | Buffer>} files by path @param {Record<string, string>} [allowed] */
function checkTree(files, allowed = {}) {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'words-'))
  folders.push(folder)
  for (const [path, text] of Object.entries({ '.gitignore': 'node_modules/\n/apps/*/build/\n', ...files })) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return checkWords(folder, allowed)
}

/** @param {string} text */
const wordsIn = (text) => findBannedWords(text).map(({ line, found }) => `${line} ${found}`)

describe('banned words', () => {
  it('are found with their line, and with what to write instead', () => {
    const text = "// The cache.\nconst fresh = true\n/** Is read by nobody. */\nit('greets whoever comes')"
    expect(findBannedWords(text)).toEqual([
      { line: 3, found: 'nobody', instead: expect.stringContaining('no one') },
      { line: 4, found: 'whoever', instead: expect.stringContaining('name the person') },
    ])
  })

  it.each([
    ['at the begin of a sentence', 'Somebody waits.', 'Somebody'],
    ['in capitals', '# NOBODY WAITS', 'NOBODY'],
    ['in a constant', "roles: ['ROLE_NOBODY']", 'NOBODY'],
    ['at the end of an identifier', 'const isNobody = true', 'Nobody'],
    ['at the begin of an identifier', 'verdictOf(rule)', 'verdict'],
    ['in the plural', 'two verdicts', 'verdicts'],
    ['in another form of a verb', 'is assessed by', 'assessed'],
    ['in the third person', 'it assesses', 'assesses'],
    ['as a genitive', "nobody's import", 'nobody'],
    ['in the name of a file', 'tests/patience.ts', 'patience'],
    ['of two words in a type', 'type RequestFacts = {}', 'RequestFacts'],
    ['of two words in a variable', 'requestFacts', 'requestFacts'],
    ['of two words in the name of a file', 'routes/finish-login.ts', 'finish-login'],
  ])('are found %s', (_, text, found) => {
    expect(wordsIn(text)).toEqual([`1 ${found}`])
  })

  it.each([
    ['of a document', 'is passed on as it\ncame, always'],
    ['of a comment', '   * is passed on as it\n   * came'],
    ['of a comment to the end of the line', '// is passed on as\n// it came'],
    ['of a quotation', '> is passed on as it\n> came'],
  ])('are found across the lines %s', (_, text) => {
    expect(wordsIn(text)).toEqual([expect.stringMatching(/^1 as/u)])
  })

  it.each([
    ['const hasSession = true'],
    ['hasSessions(context)'],
    ['everybody, anyone, someone and no one'],
    ['The request is sent. Facts are checked.'],
    ['platelately'],
    ['remember: true'],
    ['as its camera'],
  ])('are no parts of other words: %s', (text) => {
    expect(findBannedWords(text)).toEqual([])
  })

  it('are allowed in three files at most, each with a reason', () => {
    const reasons = Object.values(allowedUses)
    expect(reasons.length).toBeLessThanOrEqual(3)
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].+\.$/u)
  })
})

describe('the files of a folder', () => {
  it('are checked in code, docs, data and hidden folders, and so are their names', () => {
    const files = {
      'src/cache.ts': '// Fast.\nexport const isNobody = true\n',
      'docs/read-me.md': 'For somebody.\n',
      'tests/patience.ts': '',
      'vectors/some.json': '{ "name": "whoever asks" }',
      '.changeset/one.md': 'Was lately changed.',
    }
    expect(checkTree(files).problems.sort()).toEqual([
      expect.stringMatching(/^\.changeset\/one\.md:1: not "lately": how long ago/u),
      expect.stringMatching(/^docs\/read-me\.md:1: not "somebody": name the person/u),
      expect.stringMatching(/^src\/cache\.ts:2: not "Nobody": name the person/u),
      expect.stringMatching(/^tests\/patience\.ts: not "patience": "timeout"$/u),
      expect.stringMatching(/^vectors\/some\.json:1: not "whoever": name the person/u),
    ])
  })

  it('are not checked if a tool or another project wrote them', () => {
    const text = 'nobody'
    const files = {
      'node_modules/a/index.js': text,
      'apps/one/build/index.js': text,
      'pnpm-lock.yaml': text,
      'packages/core/CHANGELOG.md': text,
      'picture.png': Buffer.from(`\0${text}`),
    }
    expect(checkTree(files)).toEqual({ problems: [], count: 2 })
  })

  it('may use the words if they are on the list, and must leave the list otherwise', () => {
    const reason = 'It is the list.'
    expect(checkTree({ 'list.mjs': 'nobody' }, { 'list.mjs': reason }).problems).toEqual([])
    for (const allowed of ['list.mjs', 'gone.mjs'])
      expect(checkTree({ 'list.mjs': 'no one' }, { [allowed]: reason }).problems).toEqual([
        `${allowed} is on the list of allowed uses and has none: take it off`,
      ])
  })
})
