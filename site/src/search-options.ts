import type MiniSearch from 'minisearch'
import type { Options, SearchOptions } from 'minisearch'

/** A section of a page that a search found. */
export interface FoundSection {
  /** Its address. */
  readonly id: string
  readonly title: string
  /** The headings above it. */
  readonly titles: readonly string[]
}

/** As VitePress writes the index. */
export const indexOptions: Options = {
  fields: ['title', 'titles', 'text'],
  storeFields: ['title', 'titles'],
}

const maxResults = 20

/** Words that every page has: they are no part of what is looked for. One with a synonym stands for that alone. */
const empty = new Set(
  'a an and another any are as at be by can do does fast for from has have how i in is it its last long my of on or other that the there this to was were what when where which who why will with you your'.split(
    ' ',
  ),
)

const lifetime: readonly string[] = ['absoluteseconds', 'idleseconds']

/** The words and options of the pages for what people call otherwise. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  benchmark: ['performance'],
  benchmarks: ['performance'],
  duration: lifetime,
  expiry: lifetime,
  fast: ['performance'],
  last: lifetime,
  lifetime,
  logoff: ['logout'],
  long: lifetime,
  rejected: ['refuses'],
  refused: ['refuses'],
  signout: ['logout'],
  slow: ['performance'],
  speed: ['performance'],
  tested: ['tried'],
  throughput: ['performance'],
  timeout: lifetime,
  ttl: lifetime,
}

const searchOptions: SearchOptions = {
  weights: { fuzzy: 0.2, prefix: 0.375 },
  processTerm: (term) => {
    const word = term.toLowerCase()
    const others = Object.hasOwn(synonyms, word) ? (synonyms[word] ?? []) : []
    return empty.has(word) ? [...others] : [word, ...others]
  },
  fuzzy: (term) => (/\d/u.test(term) || term.length < 5 ? false : 0.2),
  prefix: (term) => term.length > 2,
  combineWith: 'OR',
  boost: { title: 4, text: 2, titles: 1.5 },
  // What people look for is rather in a guide than in the reference of types.
  boostDocument: (id: unknown) =>
    /\/(?:api|decisions|changelog|contributing|architecture|benchmarks)/u.test(String(id)) ? 0.4 : 1,
}

/** Finds the sections of pages for what a person asks, the best first. */
export function findSections(index: MiniSearch, words: string): readonly FoundSection[] {
  return index.search(words, searchOptions).slice(0, maxResults) as unknown as readonly FoundSection[]
}
