// The tests that Stryker runs against each mutant of core. Without it Stryker would start every project's tests.
import { BaseSequencer } from 'vitest/node'
import { defineConfig } from 'vitest/config'

// The package's own name means its sources, which are mutated, and not what was built of them before.
const conditions = ['@x/source']

/** What takes longest comes last: the first test that fails ends the run of a mutant. */
const slow = ['claims/resolve-claim', 'config/implied-roles', 'roles/explain-access', 'roles/role-laws']

class QuickestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    const rank = (/** @type {import('vitest/node').TestSpecification} */ { moduleId }) =>
      slow.findIndex((name) => moduleId.includes(name))
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    root: 'packages/core',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 60_000,
    sequence: { sequencer: QuickestFirst },
  },
})
