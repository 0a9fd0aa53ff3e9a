import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { getAuth } from '../auth.ts'
import { pages } from '../page-list.ts'
import { PageLinks } from './page-links.tsx'
import './style.css'

export const metadata: Metadata = {
  title: { template: '%s · Notice board', default: 'Notice board' },
  icons: { icon: 'data:,' },
}

export default async function Layout({ children }: { readonly children: ReactNode }) {
  const auth = await getAuth()
  const open = pages.filter(({ role }) => auth.hasRole(role))
  return (
    <html lang="en">
      <body>
        <header>
          <PageLinks pages={[{ path: '/', label: 'Home' }, ...open]} />
          {auth.status === 'authenticated' && (
            // A sign-out changes state, so it is a form and never a link.
            <form className="account" method="post" action="/logout">
              <bdi>{auth.user.name}</bdi> <button>Sign out</button>
            </form>
          )}
        </header>
        <main>{children}</main>
        <footer>
          This example runs on the OpenID Connect library x&#8209;oidc, package <code>@x/oidc-next</code>.
          Read <code>examples/next/auth.ts</code> first; the docs begin at <code>README.md</code>.
        </footer>
      </body>
    </html>
  )
}
