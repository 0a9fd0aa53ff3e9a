import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkOptions } from './docs/check-options.mjs'
import { checkThreats } from './docs/check-threats.mjs'
import { comparePeersAhead } from './docs/list-peers-ahead.mjs'
import { parseMarkdown } from './docs/parse-markdown.mjs'
import { root } from './workspace.mjs'

/** @param {string} path @param {string} text */
const documentOf = (path, text) => ({ path, ...parseMarkdown(text) })

describe('an option that a document names', () => {
  const configuration = documentOf(
    'docs/configuration.md',
    '## Session: `session`\n\n| key | type |\n| --- | --- |\n| `secret` | string |\n| `idleSeconds` | number |\n',
  )
  const tests = 'createOidc({ session: { secret } })'

  it('is there, and a test names it', () => {
    const other = documentOf(
      'docs/other.md',
      'Set `session.secret` and `session.idleSeconds`, not `session.idle`.',
    )
    expect(checkOptions([other, configuration], tests)).toEqual([
      'docs/other.md:1: no test names the option session.idleSeconds',
      'docs/other.md:1: there is no option session.idle',
      'docs/configuration.md: no test names the option idleSeconds of a table',
    ])
  })

  it('may be one of another thing', () => {
    const other = documentOf('docs/other.md', 'Read `event.code` and `user.name`.')
    expect(checkOptions([other, configuration], `${tests}; idleSeconds: 1`)).toEqual([])
  })
})

describe('a row of the threat model', () => {
  const here = 'tools/check-promises.test.mjs'
  /** @param {string} id @param {string} test */
  const problemsOf = (id, test) =>
    checkThreats(parseMarkdown(`| what | id | test |\n| --- | --- | --- |\n| a | ${id} | ${test} |\n`).tables)

  it('names a test that is there', () => {
    expect(problemsOf('–', `\`${here}\`: "names a test that is there"`)).toEqual([])
    const missing = ['names a test', 'of yesterday'].join(' ')
    expect(problemsOf('–', `\`${here}\`: "${missing}"`)).toEqual([`${here} has no ${missing}`])
    expect(problemsOf(['X', '99'].join('-'), `\`${here}\``)).toEqual([
      `${here} has no ${['X', '99'].join('-')}`,
    ])
    expect(problemsOf('C-01', '`tools/nowhere.test.mjs`')).toEqual(['there is no tools/nowhere.test.mjs'])
    expect(problemsOf('C-01', 'none')).toEqual(['no test has no C-01'])
  })

  it('must be there', () => {
    expect(checkThreats([])).toEqual(['there is no table with the columns id and test'])
  })
})

describe('the table of peers that are ahead', () => {
  const page = readFileSync(join(root, 'docs/performance.md'), 'utf8')

  it('is that of the results', () => {
    expect(comparePeersAhead(page, false).problems).toEqual([])
  })

  it('of other numbers is a problem, and is written anew', () => {
    const changed = page.replace(/\| jose's decryption alone.*/u, '')
    expect(comparePeersAhead(changed, false).problems).toHaveLength(1)
    const { page: written } = comparePeersAhead(changed, true)
    expect(comparePeersAhead(written, false).problems).toEqual([])
    expect(comparePeersAhead('# Performance', false).problems).toHaveLength(1)
  })
})
