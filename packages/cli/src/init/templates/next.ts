import type { AppFile, AppSettings } from '../framework.ts'
import type { Project } from '../project.ts'

/** Writes the files of an application for the app router of Next.js, in `src` if its pages are there. */
export function writeNextFiles(settings: AppSettings, project: Project): readonly AppFile[] {
  const { isTypeScript, hasRoles } = settings
  const code = isTypeScript ? 'ts' : 'js'
  const view = isTypeScript ? 'tsx' : 'js'
  const folder = project.hasSrcPages ? 'src/' : ''
  return [
    { path: `${folder}auth.${code}`, text: writeAuth(project.hasSrcPages ? '../' : './', isTypeScript) },
    // Next.js reads it beside the folder app.
    { path: `${folder}proxy.${code}`, text: "export { proxy } from './auth'\n" },
    { path: `${folder}app/layout.${view}`, text: writeLayout(isTypeScript), keepsExisting: true },
    {
      path: project.homePage ?? `${folder}app/page.${view}`,
      text: writePage(project, page),
      keepsExisting: true,
    },
    ...(hasRoles ? [{ path: `${folder}app/admin/page.${view}`, text: writePage(project, adminPage) }] : []),
  ]
}

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

/** With Cache Components, Next.js demands this of a page that reads the request outside of `<Suspense>`. */
const writePage = ({ hasCacheComponents }: Project, text: string) =>
  hasCacheComponents ? text.replace('export default', 'export const instant = false\n\nexport default') : text

const page = `import { getAuth } from '../auth'

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

const adminPage = `import { requireRole } from '../../auth'

export default async function AdminPage() {
  const { user } = await requireRole('ROLE_ADMIN')
  return <p>For administrators such as {user.name}</p>
}
`
