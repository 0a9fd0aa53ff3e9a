import type { NextConfig } from 'next'

const cacheComponents = process.env['CACHE_COMPONENTS'] === 'on'

// This folder is copied to .cache before it is built: see build-contract-apps.ts.
const config: NextConfig = {
  // Given at the start alone: what browsers load by script is built for no path.
  basePath: process.env['BASE_PATH'] ?? '',
  cacheComponents,
  partialPrefetching: cacheComponents,
  // The workspace's own compiler reads these files.
  typescript: { ignoreBuildErrors: true },
  turbopack: {
    root: process.env['WORKSPACE_ROOT'] ?? '',
    // Sources, so that a test never sees a stale build.
    resolveAlias: {
      '@x/oidc-next': './../../../packages/next/src/index.ts',
      '@x/oidc-engine': './../../../packages/engine/src/index.ts',
      '@x/oidc-core': './../../../packages/core/src/index.ts',
    },
  },
}

export { config as default }
