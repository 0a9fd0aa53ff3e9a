// Builds the site: `node site/src/main.ts`. `npm run docs` serves it, too.
import { buildSite } from './build-site.ts'

await buildSite()
