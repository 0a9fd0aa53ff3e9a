// How Stryker mutates core. It works on a copy below .cache/, which it removes; tools/mutate-core.mjs says which lines.
import { mutationReport } from './mutation-report.mjs'

export default {
  testRunner: 'vitest',
  vitest: { configFile: 'tools/mutation.config.mjs' },
  plugins: ['@stryker-mutator/vitest-runner', './tools/ignore-messages.mjs'],
  ignorers: ['messages'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  tempDirName: '.cache/stryker',
  cleanTempDir: 'always',
  ignorePatterns: ['/.cache', '/coverage', '/bench', '/examples', 'dist'],
  reporters: ['json'],
  jsonReporter: { fileName: mutationReport },
}
