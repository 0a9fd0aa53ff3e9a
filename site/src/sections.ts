/** A section of the sidebar. Pages of a folder that no section names are found by `others`, so that a new page needs no entry here. */
export interface Section {
  readonly title: string
  /** Pages in their order: `path`, or `path = title` where the page's own heading is too long. One that is not there is left out. */
  readonly pages?: readonly string[]
  /** The other pages whose paths match, in the order of their titles. */
  readonly others?: RegExp
  readonly collapsed?: true
}

/** The sidebar of every page but those of the decisions and of the API reference. */
export const sections: readonly Section[] = [
  {
    title: 'Get started',
    pages: [
      'start = Overview',
      'packages/node = Express, Connect, Node http',
      'packages/fastify = Fastify',
      'packages/hono = Hono',
      'packages/next = Next.js',
      'packages/engine = Request and Response',
      'compare = Comparison with other libraries',
    ],
  },
  {
    title: 'Sign-in and sessions',
    pages: [
      'guides/accounts',
      'guides/logout',
      'guides/sessions-that-refresh',
      'guides/sessions-in-postgresql',
      'guides/change-the-session-secret = Change the session secret',
      'guides/tenants',
      'guides/embedded',
      'guides/pages',
    ],
  },
  {
    title: 'Roles',
    pages: [
      'guides/protect-pages',
      'guides/no-access = Why a user has no access',
      'guides/roles-from-a-database',
    ],
  },
  {
    title: 'APIs',
    pages: [
      'guides/protect-an-api',
      'guides/call-an-api-as-the-person = Call an API as the person',
      'guides/call-an-api',
    ],
  },
  {
    title: 'Run and test',
    pages: [
      'troubleshooting',
      'guides/testing = Test your application',
      'guides/production',
      'guides/behind-a-proxy = Behind a proxy',
      'guides/audit = Audit sign-ins',
      'guides/events = Metrics and traces',
      'guides/nextjs = Next.js in depth',
      'guides/lambda',
      'guides/without-an-adapter',
      'guides/runtimes',
      'guides/commonjs-and-jest = CommonJS and Jest',
    ],
    others: /^guides\//u,
  },
  { title: 'Providers', pages: ['providers/index = Overview'], others: /^providers\//u, collapsed: true },
  { title: 'Recipes', pages: ['recipes/index = Overview'], others: /^recipes\//u, collapsed: true },
  {
    title: 'Coming from elsewhere',
    pages: ['from/index = Overview'],
    others: /^from\//u,
    collapsed: true,
  },
  {
    title: 'Packages',
    pages: [
      'packages/react = React',
      'packages/redis = Redis',
      'packages/testing = Testing kit',
      'packages/cli = Command line',
      'packages/core = Decisions alone',
      'packages/picture = Pictures of decisions',
    ],
    others: /^packages\//u,
    collapsed: true,
  },
  {
    title: 'Reference',
    pages: [
      'configuration = Configuration',
      'errors = Error codes',
      'http = HTTP reference',
      'api/index = API',
      'not-supported = What is not supported',
      'glossary = Glossary',
    ],
  },
  { title: 'Security', pages: ['security = Security', 'threat-model = Threat model'] },
  {
    title: 'Evidence',
    pages: [
      'faults = Faults',
      'faults-of-redis = Faults of Redis',
      'real-providers = Tried at real providers',
      'performance = Performance',
      'benchmarks = Benchmarks',
    ],
    collapsed: true,
  },
  {
    title: 'Project',
    pages: [
      'decisions/index = Decisions',
      'changelog = Changelog',
      'architecture = Architecture',
      'contributing = Contributing',
    ],
    // A page of a new folder is found by its readers before it has a section of its own.
    others: /^(?!decisions\/|api\/)/u,
    collapsed: true,
  },
]
