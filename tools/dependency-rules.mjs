// Which packages a published package may bring along. check-built-files.mjs says what for.
import { adapters, stores } from './workspace.mjs'

/** @param {string} folder @returns {string[]} */
function listAllowed(folder) {
  if (folder === 'core') return []
  if (folder === 'picture') return ['@x/oidc-core']
  if (folder === 'engine') return ['@x/oidc-core', 'jose', 'oauth4webapi', 'valibot']
  if (folder in stores) return ['@x/oidc-engine']
  const isOnNode = folder !== 'node' && adapters[folder]?.runsOnNode === true
  return ['@x/oidc-core', '@x/oidc-engine', ...(isOnNode ? ['@x/oidc-node'] : [])]
}

/**
 * @param {string} folder one of the packages' folders
 * @param {import('./workspace.mjs').Manifest} manifest
 * @returns {string[]} problems
 */
export function checkDependencies(folder, manifest) {
  const { name, dependencies, optionalDependencies, peerDependencies } = manifest
  // A peer may be an adapter's framework or a store's client; core has none.
  const peers = folder === 'core' ? peerDependencies : {}
  const brought = Object.keys({ ...dependencies, ...optionalDependencies, ...peers })
  const allowed = listAllowed(folder)
  const unwanted = brought.filter((each) => !allowed.includes(each))
  return unwanted.map((each) => `${name} must not depend on ${each}`)
}
