// Finds files, exports and dependencies without a use. Without it what a change leaves behind stays for good.
import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  // A type may be exported because an exported signature names it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    '.': { entry: ['tools/*.mjs'], project: ['*.{ts,mjs}', 'tools/**/*.mjs'] },
    // No file imports the type tests.
    'packages/*': { entry: ['{src,tests}/**/*.test-d.ts'], project: ['{src,tests}/**/*.ts'] },
    // The program that package.json names is built from it.
    'packages/cli': { entry: ['src/main.ts'], project: ['{src,tests}/**/*.ts'] },
    // The quick start of its README needs Express.
    'packages/redis': { project: ['{src,tests}/**/*.ts'], ignoreDependencies: ['express', '@types/express'] },
    // Bundled for other runtimes (tools/runtimes/check-cryptography.mjs).
    'packages/engine': {
      entry: ['{src,tests}/**/*.test-d.ts', 'tests/runtime-crypto/{program,worker}.ts'],
      project: ['{src,tests}/**/*.ts'],
    },
    // Next.js reads these by their names.
    'packages/next': {
      entry: [
        'tests/contract-app/{app/**/{forbidden,layout,page,route}.{ts,tsx},*.config.ts,{custom-server,proxy}.ts,*.test-d.ts}',
      ],
      project: ['{src,tests}/**/*.{ts,tsx}'],
    },
    // Bundled for a browser.
    'packages/react': {
      entry: ['{src,tests}/**/*.test-d.ts', 'tests/browser/start-page.tsx'],
      project: ['{src,tests}/**/*.{ts,tsx}'],
    },
    // Bundled for workerd.
    'packages/hono': {
      entry: ['{src,tests}/**/*.test-d.ts', 'tests/contracts/workerd/{worker,refresh-worker}.ts'],
      project: ['{src,tests}/**/*.ts'],
    },
    'packages/picture': { project: ['{src,tests}/**/*.ts'] },
    'packages/playground': { project: ['{src,tests}/**/*.ts'] },
    // A browser loads these, and what is built of core.
    'examples/node': {
      entry: ['src/{copy,try}/main.ts'],
      project: ['**/*.ts'],
      ignoreDependencies: ['@x/oidc-core'],
    },
    'examples/*': { project: ['**/*.{ts,tsx,mjs}'] },
    'examples/fetch-astro': { project: ['**/*.{ts,astro}'] },
    'examples/fetch-sveltekit': { project: ['**/*.{ts,svelte}'] },
    // The types of keycloak-connect, and what Next.js reads by its name.
    'examples/from-elsewhere': { entry: ['src/**/*.d.ts'], project: ['**/*.ts'] },
    'examples/from-next': {
      entry: ['before/*/{middleware,proxy}.ts', 'before/*/app/**/{layout,page,route}.{ts,tsx}'],
      project: ['**/*.{ts,tsx}'],
      // tsconfig.json of each application says which of the two is next-auth there.
      ignoreDependencies: ['next-auth', 'next-auth-4', 'next-auth-5'],
    },
    // What package.json starts, knip finds by itself. Wrangler and Deno start these.
    'examples/fetch-worker': { entry: ['src/main.ts'] },
    'examples/hono': { entry: ['src/worker.ts'] },
    // Its types are named by tsconfig.json alone.
    'examples/fetch-deno': { entry: ['src/main.ts'], ignoreDependencies: ['@types/deno'] },
    // The configuration of VitePress names two components by their files.
    site: {
      entry: ['src/main.ts', '.vitepress/theme/{search-box,sidebar-item}.ts'],
      project: ['{src,tests}/**/*.ts', '.vitepress/**/*.ts'],
      // VitePress makes it for each build.
      ignoreDependencies: ['@localSearchIndex'],
    },
    'tools/real-providers': { entry: ['run.mjs'], project: ['**/*.mjs'] },
    'tools/runtimes': { entry: ['apps/*.mjs'], project: ['**/*.mjs'] },
    // Its servers, its apps of Next.js and its load are programs of their own; peers/ has a package.json of its own.
    bench: {
      entry: [
        ...['src/servers/*/*.ts', 'src/authenticated-get/load-generator.ts', 'src/people/programs/*.ts'],
        'next/**/*.mjs',
      ],
      project: ['src/**/*.ts', 'next/**/*.mjs'],
    },
    // Resolved by name at run time, for there may be none (packages/testing/src/browser).
    'packages/testing': {
      project: ['{src,tests}/**/*.ts'],
      ignoreDependencies: ['@sparticuz/chromium'],
    },
  },
  // Who copies an example for workerd brings it: it is large, and the tests do without.
  ignoreBinaries: ['wrangler'],
  // Run by their files in node_modules/.bin (tools/check-packages.mjs, tools/prepare-release.mjs, tools/mutate-core.mjs), and Stryker's plugin.
  ignoreDependencies: [
    '@arethetypeswrong/cli',
    '@changesets/cli',
    '@stryker-mutator/core',
    '@stryker-mutator/vitest-runner',
  ],
}

export default config
