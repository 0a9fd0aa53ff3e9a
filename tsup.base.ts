import { defineConfig } from 'tsup'

/**
 * Every package is built alike: ESM only, types beside it. What several entry points need is built once, so that it is one
 * module when a program imports both.
 */
export function buildPackage(entry = ['src/index.ts']): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    dts: true,
    clean: true,
    treeshake: true,
  })
}
