import type { NextConfig } from 'next'

const config: NextConfig = {
  // app/forbidden.tsx is shown to whoever lacks a role.
  experimental: { authInterrupts: true },
}

export default config
