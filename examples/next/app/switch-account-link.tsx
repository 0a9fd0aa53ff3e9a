'use client'

import { usePathname } from 'next/navigation'

export function SwitchAccountLink() {
  const query = new URLSearchParams({ switch: '1', returnTo: usePathname() })
  return (
    <a className="button" href={`/oauth2/authorization/demo?${query.toString()}`}>
      Use another account
    </a>
  )
}
