import { dirname } from 'node:path/posix'
import { documentationPage } from '../../documentation.ts'
import type { AppFile, AppSettings } from '../framework.ts'
import type { NextApp, Project } from '../project.ts'

/** Writes the files of an application for the app router of Next.js, beside those that are there. */
export function writeNextFiles(settings: AppSettings, { next }: Project): readonly AppFile[] {
  const { isTypeScript, hasRoles } = settings
  const code = isTypeScript ? 'ts' : 'js'
  const view = isTypeScript ? 'tsx' : 'js'
  const { source } = next
  // Beside the layout that is there, which may be in a group or below a parameter.
  const pages = next.layout === undefined ? `${source}app` : dirname(next.layout)
  const writePage = (text: string, path: string) => finishPage(next, text, path.slice(source.length))
  const home = next.homePage ?? `${pages}/page.${view}`
  const admin = `${pages}/admin/page.${view}`
  return [
    { path: `${source}auth.${code}`, text: writeAuth(source === '' ? './' : '../', isTypeScript) },
    // Next.js reads it beside the folder app.
    {
      path: `${source}proxy.${code}`,
      text: "export { proxy } from './auth'\n",
      ...(next.middleware !== undefined && { takenBy: { path: next.middleware, advice: proxyAdvice } }),
    },
    {
      path: next.layout ?? `${pages}/layout.${view}`,
      text: writeLayout(isTypeScript),
      keepsExisting: true,
    },
    { path: home, text: writePage(page, home), keepsExisting: true },
    ...(hasRoles ? [{ path: admin, text: writePage(adminPage, admin) }] : []),
  ]
}

const proxyAdvice = `Next.js takes no proxy beside it. Call ours, as here: ${documentationPage('packages/next/README.md#together-with-another-proxy')}`

const writeAuth = (up: string, isTypeScript: boolean) => `import { createOidc } from '@x/oidc-next'
import options from '${up}oidc.config${isTypeScript ? '' : '.mjs'}'

// A component of @x/oidc-react takes its type: useSession<typeof oidc>().
export const oidc = createOidc(options)
export const { proxy, getAuth, requireUser, requireRole, explain, action, route, bearer } = oidc
`

const writeLayout = (isTypeScript: boolean) => `${
  isTypeScript ? "import type { ReactNode } from 'react'\n\n" : ''
}export default function Layout({ children }${isTypeScript ? ': { children: ReactNode }' : ''}) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
`

/**
 * Gives a page the path to `auth`, and what Next.js demands with Cache Components of a page that reads the request outside of `<Suspense>`.
 * @param path of the page, beside `auth`
 */
function finishPage({ hasCacheComponents }: NextApp, text: string, path: string): string {
  const up = '../'.repeat(path.split('/').length - 1)
  const imported = text.replace("'./auth'", `'${up}auth'`)
  return hasCacheComponents
    ? imported.replace('export default', 'export const instant = false\n\nexport default')
    : imported
}

const page = `import { getAuth } from './auth'

export default async function Page() {
  const { user } = await getAuth()
  if (!user) return <a href="/login">Sign in</a>
  return (
    <p>
      Hello, {user.name}. <a href="/logout">Sign out</a>
    </p>
  )
}
`

const adminPage = `import { requireRole } from './auth'

export default async function AdminPage() {
  const { user } = await requireRole('ROLE_ADMIN')
  return <p>For administrators such as {user.name}</p>
}
`
