// What a registry's page shows of every package, from one place. Without it seven manifests and READMEs name seven addresses, and
// most stay when the repository moves.

/**
 * Where the repository will be. `example.com` is reserved (RFC 2606), so no one else can own the address before there is one. To
 * change it, change it here and run `node tools/check-package-metadata.mjs --write`.
 */
export const repositoryUrl = 'https://git.example.com/x/x-oidc'

/** Whether the repository has no address yet, so that a link to it would lead nowhere. */
export const isPlaceholderRepository = new URL(repositoryUrl).hostname.endsWith('.example.com')

const author = 'The x-oidc authors'

/** The smallest TypeScript that the packages' types are compiled with: check-quick-starts.mjs does it, and every README says it. */
export const smallestTypeScript = '5.7'

const commonKeywords = ['openid-connect', 'oidc', 'oauth2', 'authentication', 'authorization', 'sso', 'roles']

/** @type {Readonly<Record<string, readonly string[]>>} */
const ownKeywords = {
  core: ['claims', 'role-mapping'],
  picture: ['claims', 'role-mapping', 'svg'],
  engine: ['fetch', 'bun', 'deno', 'cloudflare-workers'],
  node: ['express', 'connect', 'middleware'],
  hono: ['hono', 'middleware', 'bun', 'deno', 'cloudflare-workers'],
  next: ['nextjs', 'next', 'react'],
  fastify: ['fastify', 'fastify-plugin'],
  react: ['react', 'hooks', 'session'],
  redis: ['redis', 'ioredis', 'session-store'],
  cli: ['cli', 'doctor', 'claims'],
  testing: ['testing', 'openid-provider', 'mock'],
}

/** @param {string} folder below packages/ @returns {Record<string, unknown>} members of its package.json */
export function metadataOf(folder) {
  const directory = `packages/${folder}`
  return {
    keywords: [...commonKeywords, ...(ownKeywords[folder] ?? [])],
    homepage: fileUrl(`${directory}/README.md`),
    bugs: { url: `${repositoryUrl}/issues` },
    repository: { type: 'git', url: `git+${repositoryUrl}.git`, directory },
    author,
  }
}

/** @param {string} path of a file of the repository, with its anchor */
export const fileUrl = (path) => `${repositoryUrl}/blob/main/${path}`

/** @param {string} url @returns {string | undefined} the path in the repository that a link leads to, with its anchor */
export function pathInRepository(url) {
  const start = fileUrl('')
  return url.startsWith(start) ? url.slice(start.length) : undefined
}
