import { describe, expect, it } from 'vitest'
import { allowedUses, findBannedWords } from './banned-words.mjs'

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
