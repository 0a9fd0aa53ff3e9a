// The tests that Stryker runs against each mutant of core. Without it Stryker would start every project's tests.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { root: 'packages/core', include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], testTimeout: 60_000 },
})
