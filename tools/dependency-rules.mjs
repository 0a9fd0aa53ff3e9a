// Which packages a published package may bring along. check-built-files.mjs says what for.

/** @type {Record<string, string[]>} */
const allowed = {
  core: [],
  engine: ['@x/oidc-core', 'jose', 'oauth4webapi', 'valibot'],
  node: ['@x/oidc-core', '@x/oidc-engine'],
  hono: ['@x/oidc-core', '@x/oidc-engine'],
  next: ['@x/oidc-core', '@x/oidc-engine'],
}

/**
 * @param {string} folder one of the packages' folders
 * @param {import('./workspace.mjs').Manifest} manifest
 * @returns {string[]} problems
 */
export function checkDependencies(folder, manifest) {
  const { name, dependencies, optionalDependencies, peerDependencies } = manifest
  // A peer may be an adapter's framework; core has none.
  const peers = folder === 'core' ? peerDependencies : {}
  const brought = Object.keys({ ...dependencies, ...optionalDependencies, ...peers })
  const unwanted = brought.filter((each) => !allowed[folder]?.includes(each))
  return unwanted.map((each) => `${name} must not depend on ${each}`)
}
