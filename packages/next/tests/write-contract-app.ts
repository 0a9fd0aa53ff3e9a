import { cp, glob, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { contractFolder, workspaceRoot, type ContractBuild } from './contract-builds.ts'

/** Writes the contract's app into a folder of its own, in the way that a build needs it. Returns the folder. */
export async function writeContractApp(build: ContractBuild, name = build.name): Promise<string> {
  const folder = contractFolder({ name })
  await mkdir(folder, { recursive: true })
  for (const part of ['app', 'node_modules', 'proxy.ts', 'middleware.ts'])
    await rm(join(folder, part), { recursive: true, force: true })
  await cp(join(import.meta.dirname, 'contract-app'), folder, {
    recursive: true,
    filter: (path) => !/(?:tsconfig\.json|\.test-d\.ts)$/u.test(path),
  })
  if (!build.cacheComponents) await dropSegmentOption(folder)
  if (build.intl) await movePagesBelowLanguage(folder)
  await symlink(join(workspaceRoot, 'packages/next/node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Next.js takes this option of a page with Cache Components alone. */
async function dropSegmentOption(folder: string): Promise<void> {
  await rewrite(join(folder, 'app/**/page.tsx'), (source) =>
    source.replace(/^export const instant = false$/mu, ''),
  )
}

/** With next-intl a page stands in `app/[locale]`, one folder deeper. */
async function movePagesBelowLanguage(folder: string): Promise<void> {
  await mkdir(join(folder, 'app/[locale]'))
  await rename(join(folder, 'app/pages'), join(folder, 'app/[locale]/pages'))
  await rewrite(join(folder, 'app/*/pages/**/*.{ts,tsx}'), (source) =>
    source.replaceAll("'../../../", "'../../../../"),
  )
}

async function rewrite(pattern: string, change: (source: string) => string): Promise<void> {
  for await (const path of glob(pattern)) await writeFile(path, change(await readFile(path, 'utf8')))
}
