import { defineConfig } from 'tsup'

/** Builds a package like every other: ESM only, types beside it. @param entries source files, one for each entry point */
export function buildPackage(entries = ['src/index.ts']): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: entries,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    dts: true,
    clean: true,
    treeshake: true,
  })
}
