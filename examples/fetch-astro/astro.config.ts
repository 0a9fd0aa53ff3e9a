import node from '@astrojs/node'
import { defineConfig } from 'astro/config'

// Rendered at every request: what is rendered at build time has no gate before it.
export default defineConfig({ output: 'server', adapter: node({ mode: 'standalone' }) })
