import { appNames, isAppName } from '../src/apps.ts'

/** The apps are run from the packages' sources, so that a test never sees a stale build; Next.js has a build of its own. */
export const nodeOptions = '--conditions=@x/source'

const asked = (process.env['BROWSER_APPS'] ?? 'node').split(',')

/** The examples to look at: all of them with `BROWSER_APPS=all`, or some by their names. */
export const testedApps = asked.includes('all') ? appNames : asked.filter(isAppName)

/** For one step of a browser, in milliseconds: only a page that hangs is to reach it, on a busy machine too. */
export const stepTimeout = 120_000
