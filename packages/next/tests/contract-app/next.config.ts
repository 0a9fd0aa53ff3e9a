import type { NextConfig } from 'next'

const isOn = (name: string): boolean => process.env[name] === 'on'
const cacheComponents = isOn('CACHE_COMPONENTS')

const asked = 'x-contract-overwrites'

// What `contractOverwritten` of @x/oidc-testing says.
const caching = [{ key: 'Cache-Control', value: 'public, max-age=600' }]
const policies = [
  { key: 'Content-Security-Policy', value: "default-src 'self'; form-action 'self'" },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'X-Frame-Options', value: 'SAMEORIGIN' },
]

// This folder is copied to .cache before it is built: see build-contract-apps.ts.
const config: NextConfig = {
  basePath: process.env['BASE_PATH'] ?? '',
  trailingSlash: isOn('TRAILING_SLASH'),
  ...(isOn('STANDALONE') && { output: 'standalone' }),
  // For requests that ask for it, as the contract does. Under that policy no script of Next.js runs, so a browser asks for less.
  headers: () =>
    Promise.resolve([
      { source: '/:path*', basePath: false, has: [{ type: 'header', key: asked }], headers: caching },
      {
        source: '/:path*',
        basePath: false,
        has: [{ type: 'header', key: asked, value: '1' }],
        headers: policies,
      },
    ]),
  cacheComponents,
  partialPrefetching: cacheComponents,
  experimental: { authInterrupts: isOn('AUTH_INTERRUPTS') },
  // The workspace's own compiler reads these files.
  typescript: { ignoreBuildErrors: true },
  turbopack: {
    root: process.env['WORKSPACE_ROOT'] ?? '',
    // Sources, so that a test never sees a stale build.
    resolveAlias: {
      '@x/oidc-next': './../../../packages/next/src/index.ts',
      '@x/oidc-engine': './../../../packages/engine/src/index.ts',
      '@x/oidc-engine/adapter': './../../../packages/engine/src/adapter.ts',
      '@x/oidc-core': './../../../packages/core/src/index.ts',
    },
  },
}

export { config as default }
