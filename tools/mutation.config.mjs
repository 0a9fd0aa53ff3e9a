// The tests that Stryker runs against each mutant of core. Without it Stryker would start every project's tests.
import { defineConfig } from 'vitest/config'

// The package's own name means its sources, which are mutated, and not what was built of them before.
const conditions = ['@x/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { root: 'packages/core', include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], testTimeout: 60_000 },
})
