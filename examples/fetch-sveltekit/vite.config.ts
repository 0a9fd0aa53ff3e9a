import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

// SvelteKit takes forms from its own origin alone, and sign-out is one.
const origin = process.env['BASE_URL'] ?? 'http://localhost:3000'

export default defineConfig({ plugins: [sveltekit({ adapter: adapter(), paths: { origin } })] })
