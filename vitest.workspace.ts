import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { packageFolders, privateFolders } from './tools/workspace.mjs'

// The list of test projects. Run with `vitest --config vitest.workspace.ts`: recent versions of vitest do not pick a
// file of this name up by themselves.
const examples = globSync('examples/*/tests', { cwd: import.meta.dirname })
  .map((tests) => basename(dirname(tests)))
  .sort()

const folders = [
  ...[...packageFolders, ...privateFolders].map((name) => ({ name, root: `packages/${name}` })),
  ...examples.map((name) => ({ name: `example-${name}`, root: `examples/${name}` })),
  { name: 'site', root: 'site' },
]

// Inside the workspace a package is its sources, so that a test never sees a stale build.
const conditions = ['@x/source']

/**
 * For tests that hang. On an idle machine the slowest takes seconds; on one that is ten times slower and busy with other work
 * too, none may reach these. No test has a shorter one of its own.
 */
const timeouts = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
}

/** Folders of tests that are steps of `.ci/run`, each with its variable: in a real Chromium, the adapter contract elsewhere, scripted faults, measured memory, campaigns, a database, the site. */
const steps = {
  browser: 'BROWSER_TESTS',
  contracts: 'CONTRACT_TESTS',
  faults: 'CONTRACT_TESTS',
  memory: 'CONTRACT_TESTS',
  campaigns: 'CAMPAIGN_TESTS',
  stores: 'STORE_TESTS',
  pages: 'SITE_TESTS',
}
const otherSteps = Object.entries(steps)
  .filter(([, variable]) => process.env[variable] !== 'on')
  .map(([folder]) => `tests/${folder}/**`)

/**
 * Projects whose files share a process, which saves loading the sources for each: core keeps nothing between calls, and the engine's tests
 * undo what they do to the process. Those of the other steps, which pollute prototypes and kill processes, do not.
 */
const sharing = otherSteps.length < Object.keys(steps).length ? ['core'] : ['core', 'engine']

/** What a project builds before its tests, which then run it as users do. */
function listBuilds(projectRoot: string): string[] {
  return globSync(join(import.meta.dirname, projectRoot, 'tests/build-*apps.ts'))
}

export default defineConfig({
  test: {
    // One more than there are processors: tests that wait, for a timeout or a second of a stream, leave theirs to others.
    maxWorkers: availableParallelism() + 1,
    reporters: process.env['VITEST_JSON']
      ? ['default', ['json', { outputFile: process.env['VITEST_JSON'] }]]
      : ['default'],
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/index.ts'],
    },
    projects: [
      {
        test: {
          name: 'tools',
          root: 'tools',
          include: ['**/*.test.mjs'],
          // It reads many programs with their types: a part of `npm run test:packages`.
          exclude: [
            '**/node_modules/**',
            ...(process.env['TOOLTIP_TESTS'] === 'on' ? [] : ['tooltips.test.mjs']),
          ],
          ...timeouts,
        },
      },
      ...folders.map(({ name, root }) => ({
        resolve: { conditions },
        ssr: { resolve: { conditions, externalConditions: conditions } },
        test: {
          name,
          root,
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: otherSteps,
          isolate: !sharing.includes(name),
          globalSetup: listBuilds(root),
          typecheck: { enabled: false },
          ...timeouts,
        },
      })),
    ],
  },
})
