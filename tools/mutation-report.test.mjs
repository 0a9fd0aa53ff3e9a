import { describe, expect, it } from 'vitest'
import { countMutants, describeCount } from './mutation-report.mjs'

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

  it('counts a folder alone', () => {
    const report = {
      files: { 'a/x.ts': { mutants: [mutant('Killed')] }, 'b/x.ts': { mutants: [mutant('Survived')] } },
    }
    expect(countMutants(report, 'a/').percent).toBe(100)
    expect(countMutants(report, 'b/').percent).toBe(0)
    expect(countMutants(report).percent).toBe(50)
  })

  it('says all of its numbers on one line', () => {
    const mutants = ['Killed', 'Killed', 'Timeout', 'Survived'].map(mutant)
    expect(describeCount(countMutants({ files: { 'a.ts': { mutants } } }))).toBe(
      '4 mutants, 2 killed, 1 timed out, 1 survived: 75.0 %',
    )
  })

  it('has no score without a mutant', () => {
    expect(countMutants({ files: {} })).toMatchObject({ mutants: 0, percent: 0 })
  })
})
