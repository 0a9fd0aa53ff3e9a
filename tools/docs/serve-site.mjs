// Serves the built site on loopback, as any host of plain files does. Without it readers would need a server of their own, and the tests
// would try another one than they get.
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { cache } from '../workspace.mjs'

/** Where the site is built. */
export const builtSite = join(cache, 'site')

/** @type {Readonly<Record<string, string>>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
}

/** @param {{ port: number }} options 0 takes a free port @returns {Promise<{ url: string, close: () => void }>} */
export async function serveSite({ port }) {
  const server = createServer((request, response) => {
    const found = findFile(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = found ?? join(builtSite, '404.html')
    response.writeHead(found === undefined ? 404 : 200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    })
    createReadStream(file).pipe(response)
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, 'localhost', () => resolve(undefined))
  })
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://localhost:${taken}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** @param {string} path of a URL @returns {string | undefined} the file for it; never one outside of the site */
function findFile(path) {
  const wanted = normalize(join(builtSite, decode(path)))
  if (wanted !== builtSite && !wanted.startsWith(builtSite + sep)) return undefined
  return [wanted, join(wanted, 'index.html'), `${wanted}.html`].find((file) => isFile(file))
}

/** @param {string} path */
function decode(path) {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** @param {string} file */
const isFile = (file) => !file.includes('\0') && statSync(file, { throwIfNoEntry: false })?.isFile() === true
