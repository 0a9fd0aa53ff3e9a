import { env } from 'node:process'

/** @type {import('next').NextConfig} */
const config = {
  pageExtensions: ['mjs'],
  turbopack: { root: env.WORKSPACE_ROOT },
}

export { config as default }
