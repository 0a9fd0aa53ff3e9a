// Who may import what. Without these rules core grows a dependency, jose spreads over the engine, and an adapter
// reaches around it, each time for a good reason.
import { adapters, clients, stores } from './tools/workspace.mjs'

const tests = '\\.test(-d)?\\.ts$|^packages/[^/]+/tests/'

/** Node's own modules resolve to their bare names. */
const builtins = '^(node:)?[a-z_0-9/]+$'

/**
 * @param {string} path below packages/, a regular expression
 * @param {string} [except]
 */
const sources = (path, except = '^$') => ({ path: `^packages/${path}`, pathNot: [tests, except] })

/** @param {string[]} names packages of the registry, wherever pnpm puts them */
const registry = (...names) => `/node_modules/(${names.join('|')})/`

/**
 * @param {string} name
 * @param {string} comment
 * @param {import('dependency-cruiser').IFromRestriction} from
 * @param {import('dependency-cruiser').IToRestriction} to
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const betweenPackages = [
  forbid('core-imports-nothing', 'Core is pure.', sources('core/src/'), { pathNot: '^packages/core/src/' }),
  forbid('picture-imports', 'The picture is pure, and knows decisions alone.', sources('picture/src/'), {
    pathNot: '^packages/(core|picture)/src/',
  }),
  forbid(
    'playground-imports',
    'The playground runs in a browser, and belongs neither to the demo nor to the site.',
    sources('playground/src/'),
    { pathNot: ['^packages/(core|picture|playground)/src/', registry('json5')] },
  ),
  forbid(
    'engine-imports',
    'The engine acts with three packages, and runs without Node.',
    sources('engine/src/'),
    {
      pathNot: ['^packages/(core|engine)/src/', registry('oauth4webapi', 'jose', 'valibot')],
    },
  ),
  ...Object.entries(adapters).map(([folder, { runsOnNode, frameworks, builtins: some = [] }]) =>
    forbid(
      `${folder}-imports`,
      'An adapter translates between its framework and the engine.',
      sources(`${folder}/src/`),
      {
        pathNot: [
          `^packages/(core|engine|${folder}${runsOnNode ? '|node' : ''})/src/`,
          registry(...frameworks),
          ...(runsOnNode ? [builtins] : some.map((name) => `^(node:)?${name}$`)),
        ],
      },
    ),
  ),
  ...Object.entries(stores).map(([folder, clients]) =>
    forbid(
      `${folder}-imports`,
      'A store knows the types of the engine and a client, which the application brings.',
      sources(`${folder}/src/`),
      { pathNot: [`^packages/(engine|${folder})/src/`, registry(...clients), builtins] },
    ),
  ),
  ...Object.entries(clients).map(([folder, frameworks]) =>
    forbid(
      `${folder}-imports`,
      'A client runs in a browser: it knows the types of the engine, and its framework.',
      sources(`${folder}/src/`),
      { pathNot: [`^packages/(engine|${folder})/src/`, registry(...frameworks)] },
    ),
  ),
  ...Object.keys(clients).map((folder) =>
    forbid(`${folder}-takes-types`, 'A browser must not load the engine.', sources(`${folder}/src/`), {
      path: '^packages/engine/src/',
      dependencyTypesNot: ['type-only'],
    }),
  ),
  forbid(
    'node-builds-on-its-entry-point',
    'What the adapter needs of http/, every adapter on Node needs: http.ts exports it.',
    sources('node/src/', '^packages/node/src/http[./]'),
    { path: '^packages/node/src/http/' },
  ),
  forbid('testing-imports', 'The test provider knows no adapter.', sources('testing/src/'), {
    pathNot: [
      '^packages/(core|engine|testing)/src/',
      builtins,
      registry(
        'oidc-provider',
        'jose',
        'tough-cookie',
        'playwright-core',
        '@sparticuz/chromium',
        '@types/[a-z-]+',
      ),
    ],
  }),
  forbid('cli-imports', 'The command line is an application of the library.', sources('cli/src/'), {
    pathNot: [
      '^packages/(core|picture|engine|node|cli)/src/',
      builtins,
      registry('@clack', 'commander', 'jiti', 'jose', 'oauth4webapi', 'open', 'picocolors'),
    ],
  }),
  forbid(
    'examples-import-adapters',
    "An example is a user's app; the engine is used directly by examples/fetch-* alone.",
    { path: '^examples/', pathNot: ['^examples/fetch-', '/tests/', tests] },
    { path: ['^packages/engine/', registry('jose', 'oauth4webapi', 'valibot')] },
  ),
  forbid(
    'packages-by-name',
    'Another package is imported by its name, never by its path.',
    { path: '^(packages/[^/]+|examples/[^/]+)/' },
    { path: '^(packages|examples)/', pathNot: '^$1/', dependencyTypes: ['local'] },
  ),
]

const insideTheEngine = [
  forbid('oauth4webapi-speaks', 'oauth4webapi has one folder.', sources('engine/src/', '/src/providers/'), {
    path: registry('oauth4webapi'),
  }),
  forbid('jose-verifies-and-seals', 'jose has two folders.', sources('engine/src/', '/src/(crypto|jwt)/'), {
    path: registry('jose'),
  }),
  forbid(
    'valibot-shapes-input',
    'valibot stands where untrusted input comes in.',
    sources('engine/src/', '/src/(access|distributed-claims|json|jwt|options|providers|sessions)/'),
    { path: registry('valibot') },
  ),
  // route-handler.ts says what a route handler is, dispatch.ts picks one for a request.
  forbid(
    'routes-import-no-route',
    'A route handler is a recipe on its own.',
    sources('engine/src/routes/', '/routes/dispatch\\.ts$'),
    // The callback is several files in a folder of its own. People and other sites begin a sign-in in the same way,
    // and a frame needs a window for it.
    {
      path: '^packages/engine/src/routes/',
      pathNot: '/routes/(?:route-handler|begin-sign-in|framed-sign-in|callback/(?!callback\\.)[^/]+)\\.ts$',
    },
  ),
]

const everywhere = [
  forbid('no-cycle', 'Two files that need each other are one file, or three.', {}, { circular: true }),
  forbid('barrel-is-for-others', 'Inside a package, import the file itself.', sources('([^/]+)/src/'), {
    path: '^packages/$1/src/index\\.ts$',
  }),
  forbid(
    'one-barrel',
    'A folder has no index.ts of its own.',
    {},
    { path: '^packages/[^/]+/src/.+/index\\.ts$' },
  ),
  forbid('no-test-in-source', 'Tests are imported by no file.', sources('[^/]+/src/'), { path: tests }),
  forbid(
    'resolvable',
    'It is not installed, or the path is wrong.',
    {},
    {
      couldNotResolve: true,
      // It exists in workerd alone.
      pathNot: '^cloudflare:',
    },
  ),
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...betweenPackages, ...insideTheEngine, ...everywhere],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The second has a tsconfig.json for each application, which says what next-auth is there.
    exclude: { path: '^(packages|examples)/[^/]+/dist/|^examples/from-next/before/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@x/source', 'import', 'types', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
}
