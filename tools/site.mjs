// `npm run docs`: builds the site from the documents and serves it. `npm run docs -- --check` builds it and no more. Without it a reader
// has only the files, and a link between two of them that is dead on the site is found by its readers.
import { check, runCheck } from './run-checks.mjs'
import { serveSite } from './docs/serve-site.mjs'

if (!(await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile')))) process.exit(1)
if (!(await runCheck(check('site', process.execPath, 'site/src/main.ts')))) process.exit(1)
if (!process.argv.includes('--check')) {
  const { url } = await serveSite({ port: Number(process.env['PORT'] ?? 4173) })
  console.log(`\nThe site: ${url}\nCtrl-C stops it.`)
}
