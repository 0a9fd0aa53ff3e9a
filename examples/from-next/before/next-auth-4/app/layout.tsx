'use client'
import { SessionProvider } from 'next-auth/react'
import type { ReactNode } from 'react'

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <SessionProvider>{children}</SessionProvider>
      </body>
    </html>
  )
}
