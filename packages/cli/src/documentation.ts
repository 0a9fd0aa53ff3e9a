import { createRequire } from 'node:module'

const { homepage } = createRequire(import.meta.url)('@x/oidc-cli/package.json') as {
  readonly homepage: string
}

/** The address of a page of the documentation, which is beside the homepage of this package. */
export function documentationPage(path: string): string {
  return homepage.replace('packages/cli/README.md', path)
}
