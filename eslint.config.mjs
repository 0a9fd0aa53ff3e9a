// Lint rules. Without them the compiler alone would guard the house rules, which knows nothing of clocks, barrels or slow regexes.
import { builtinModules } from 'node:module'
import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import regexp from 'eslint-plugin-regexp'
import tseslint from 'typescript-eslint'
import { fileNamesRule } from './tools/file-names-rule.mjs'
import { impureSyntax, purityRules } from './tools/purity-rules.mjs'

const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/*.test.mjs', 'packages/*/tests/**']

/**
 * @typedef {{ selector: string, message: string }} Restriction
 * @typedef {import('eslint').Linter.RulesRecord} Rules
 */

/** @returns {Restriction} */
const restrict = (/** @type {string} */ selector, /** @type {string} */ message) => ({ selector, message })

/**
 * Options of this rule do not add up across configurations, so each one names all its restrictions.
 * @type {(...restrictions: Restriction[]) => Rules}
 */
const restrictSyntax = (...restrictions) => ({ 'no-restricted-syntax': ['error', ...restrictions] })

const namedExports = [
  restrict('ExportAllDeclaration', 'Name what is exported.'),
  restrict('ExportDefaultDeclaration', 'A named export has one name everywhere.'),
]
const noBarrel = restrict(
  'ExportNamedDeclaration[source]',
  'Only an entry point exports what another file defines.',
)

const throughPorts = 'In the engine, time, timers, randomness and the network come in through ports.ts.'
const engineNodeGlobals = [
  'process',
  'Buffer',
  'global',
  'require',
  'setImmediate',
  '__dirname',
  '__filename',
]

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '.cache/', '**/.next/', '**/next-env.d.ts', 'site/.pages/']),
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  regexp.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './examples/{fetch-*,from-*,next}/tsconfig.json',
          './examples/from-next/before/*/tsconfig.json',
          './packages/next/tests/contract-app/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { workspace: { rules: { 'file-names': fileNamesRule } } },
    rules: {
      ...restrictSyntax(...namedExports),
      eqeqeq: 'error',
      'workspace/file-names': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A module of NestJS is a class with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // `return next()` and `(_, res) => res.end()` are how handlers are written.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // oauth4webapi marks it deprecated to make it stand out; the configuration asks for it by a name that hurts.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'oauth4webapi', name: 'allowInsecureRequests' }] },
      ],
      // Our interfaces are records of closures, whichever way their members are written.
      '@typescript-eslint/unbound-method': 'off',
      // Code points are what is meant.
      '@typescript-eslint/no-misused-spread': 'off',
      // Ranges such as `!-~` are the specifications' own.
      'regexp/no-obscure-range': 'off',
      // An async function without await turns a throw into a rejection: that is a reason of its own.
      '@typescript-eslint/require-await': 'off',
      // An error without details has `{}` for its detail.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // A type parameter that occurs once may still narrow what a caller writes.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: tests,
    rules: {
      ...restrictSyntax(...namedExports, noBarrel),
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    ignores: tests,
    languageOptions: { parserOptions: { lib: ['es2022'] } },
    rules: { ...purityRules, ...restrictSyntax(...namedExports, noBarrel, ...impureSyntax) },
  },
  {
    // Core reads the deprecated keys that it warns of.
    files: ['packages/core/src/**/*.ts'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    files: ['packages/engine/src/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-globals': ['error', ...engineNodeGlobals],
      'no-restricted-imports': ['error', { paths: builtinModules, patterns: ['node:*'] }],
    },
  },
  {
    files: ['packages/engine/src/**/*.ts'],
    ignores: [...tests, 'packages/engine/src/ports.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...engineNodeGlobals,
        ...['fetch', 'setTimeout', 'setInterval'].map((name) => ({ name, message: throughPorts })),
      ],
      ...restrictSyntax(
        ...namedExports,
        noBarrel,
        restrict('NewExpression[callee.name="Date"][arguments.length=0]', throughPorts),
        restrict('MemberExpression[object.name="Date"][property.name="now"]', throughPorts),
        restrict('MemberExpression[object.name="Math"][property.name="random"]', throughPorts),
        restrict('MemberExpression[property.name=/^(getRandomValues|randomUUID)$/]', throughPorts),
        restrict('MemberExpression[object.name="AbortSignal"][property.name="timeout"]', throughPorts),
      ),
    },
  },
  {
    // The entry points of the packages.
    files: [
      'packages/*/src/index.ts',
      'packages/{engine/src/{adapter,testing},node/src/http,picture/src/markup}.ts',
    ],
    rules: restrictSyntax(...namedExports),
  },
  {
    files: tests,
    rules: {
      ...restrictSyntax(
        ...namedExports,
        restrict(
          'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo)$/]',
          'A test runs, or it is deleted.',
        ),
        restrict(
          // Next.js has a request only inside its server.
          'CallExpression[callee.object.name="vi"][callee.property.name=/^(mock|doMock)$/]:not([arguments.0.value=/^next\\W/])',
          'Our own modules are not mocked: pass a port, or let a real provider misbehave.',
        ),
      ),
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': false }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // tsc checks JavaScript too (tsconfig.json): it knows the names, and its types come from comments.
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-undef': 'off' },
  },
  {
    // What reads these files asks for a default export.
    files: [
      ...['*.{ts,mjs}', '**/*.config.{ts,mjs}'],
      ...['examples/fetch-{react-router/app,worker/src}/**/*.{ts,tsx}', 'tools/runtimes/apps/*.mjs'],
      ...['examples/hono/src/worker.ts', 'examples/{next,from-next}/**/app/**/*.tsx'],
      'examples/from-next/before/*/middleware.ts',
      'packages/engine/tests/runtime-crypto/worker.ts',
      'site/.vitepress/**/*.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // SvelteKit and Next.js find files by these names.
    files: [
      'examples/fetch-sveltekit/src/{*.server,routes/**/*}.ts',
      'packages/next/tests/contract-app/app/**/*.ts',
      'bench/peers/next/*/app/**/*.mjs',
      'examples/from-next/**/app/**/*.ts',
    ],
    rules: { 'workspace/file-names': 'off' },
  },
)
