'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'

export interface PageLink {
  readonly path: string
  readonly label: string
}

export function PageLinks({ pages }: { readonly pages: readonly PageLink[] }) {
  const here = usePathname()
  return (
    <nav aria-label="Pages">
      {pages.map(({ path, label }) => (
        <Link key={path} href={path} aria-current={path === here ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  )
}
