import { defineConfig } from 'tsup'

/**
 * Every package is built alike: ESM only, types and source maps beside it. What several entry points need is built once, so
 * that it is one module when a program imports both. The source maps contain the sources, which are not published themselves.
 */
export function buildPackage(entry = ['src/index.ts']): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
  })
}
