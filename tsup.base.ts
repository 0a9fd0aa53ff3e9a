import { defineConfig } from 'tsup'

/** Every package is built alike: ESM only, one entry, types beside it. */
export function buildPackage(): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: ['src/index.ts'],
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    dts: true,
    clean: true,
    treeshake: true,
  })
}
