// Words that have to be read twice, and what to write in their place. Code, docs, tests, file names and commits do without them.
// A word is listed only where it has no right use at all: `guard`, `flow` or `visit` also have one.

/**
 * @typedef {object} BannedWord
 * @property {string} word in lower case; found in any case, in the plural, as a part of an identifier or a file name, and with a
 * line break between two words
 * @property {string} instead what to write
 */

const person = 'name the person (user, caller, visitor, attacker)'

/** @type {readonly BannedWord[]} */
const bannedWords = [
  { word: 'whoever', instead: person },
  { word: 'whomever', instead: person },
  { word: 'somebody', instead: `${person}, or "someone"` },
  { word: 'anybody', instead: `${person}, or "anyone"` },
  { word: 'nobody', instead: `${person} and negate the verb, or "no one"` },
  { word: 'lately', instead: 'how long ago: "within the last minute"' },
  { word: 'as it came', instead: '"unchanged"' },
  { word: 'verdict', instead: '"result"' },
  { word: 'assess', instead: '"validate"' },
  { word: 'assessed', instead: '"validated"' },
  { word: 'assessment', instead: '"validation"' },
  { word: 'remembered', instead: '"cached" or "kept"' },
  { word: 'patience', instead: '"timeout"' },
  { word: 'worthless', instead: '"inactive" or "invalid"' },
  { word: 'shared work', instead: '"single flight"' },
  { word: 'shared memory', instead: '"process registry"' },
  { word: 'request fact', instead: '"HttpRequest"' },
  { word: 'answer mark', instead: '"response headers"' },
  { word: 'finish login', instead: '"callback"' },
  { word: 'start login', instead: '"login"' },
  { word: 'bearer plan', instead: '"bearer authentication"' },
  { word: 'late guard', instead: '"lazy bearer authentication"' },
]

/** Files that may use them, each with its reason: three at most. @type {Readonly<Record<string, string>>} */
export const allowedUses = {
  'tools/banned-words.mjs': 'It is the list.',
  'tools/banned-words.test.mjs': 'It plants what must be found.',
}

/** Between two words: blanks, a line break with the lead of a comment or a quotation, and in names `-` or `_`. */
const gap = String.raw`(?:[-_]|[\s*/#>]+)`

/** @param {string} word @returns {string} an expression for its spellings: `some word`, `Some word`, `isSomeWord`, `SOME_WORD` */
function spell(word) {
  const [first = '', ...others] = word.split(' ')
  const capital = (/** @type {string} */ each) => each.charAt(0).toUpperCase() + each.slice(1)
  const next = others.map((each) => `(?:${gap}(?:${each}|${capital(each)})|${capital(each)})`).join('')
  const upper = word.toUpperCase().split(' ').join(gap)
  return `(?:(?<![A-Za-z])${first}|${capital(first)})${next}(?:e?s)?(?![a-z])|(?<![A-Za-z])${upper}(?:E?S)?(?![A-Za-z])`
}

/** @param {string} text @returns {string} its letters alone, in lower case */
const lettersOf = (text) => text.toLowerCase().replace(/[^a-z]/gu, '')

/** @param {string} found @returns {string} what to write in its place */
function findInstead(found) {
  const letters = lettersOf(found)
  const isForm = (/** @type {string} */ word) =>
    ['', 's', 'es'].some((ending) => letters === lettersOf(word) + ending)
  return bannedWords.find(({ word }) => isForm(word))?.instead ?? ''
}

const spellings = new RegExp(bannedWords.map(({ word }) => spell(word)).join('|'), 'gu')

/**
 * @param {string} text of a file, or its path
 * @returns {{ line: number, found: string, instead: string }[]} the banned words in it; the line is from 1
 */
export function findBannedWords(text) {
  return [...text.matchAll(spellings)].map(({ 0: found, index }) => ({
    line: text.slice(0, index).split('\n').length,
    found: found.replace(/\s+/gu, ' '),
    instead: findInstead(found),
  }))
}
