import { describe, expect, it } from 'vitest'
import { countMutants } from './mutation-report.mjs'

/** @param {string} status */
const mutant = (status) => ({
  status,
  mutatorName: 'BooleanLiteral',
  replacement: 'false',
  location: { start: { line: 7 } },
})

describe('the report of the mutants', () => {
  it('names each mutant that no test could tell, by file, line and mutation', () => {
    const { survivors } = countMutants({
      files: {
        'a.ts': { mutants: [mutant('Killed'), mutant('Survived')] },
        'b.ts': { mutants: [mutant('NoCoverage')] },
      },
    })
    expect(survivors).toEqual(['a.ts:7 BooleanLiteral → false', 'b.ts:7 BooleanLiteral → false'])
  })

  it('counts a test that never ended as one that told the mutant', () => {
    const states = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError']
    expect(countMutants({ files: { 'a.ts': { mutants: states.map(mutant) } } })).toMatchObject({
      mutants: 4,
      killed: 1,
      timeouts: 1,
      percent: 50,
    })
  })

  it('has no score without a mutant', () => {
    expect(countMutants({ files: {} })).toMatchObject({ mutants: 0, percent: 0 })
  })
})
