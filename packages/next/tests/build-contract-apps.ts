import { execFile } from 'node:child_process'
import { cp, glob, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  contractBuilds,
  contractFolder,
  nextCommand,
  workspaceRoot,
  type ContractBuild,
} from './contract-builds.ts'

const run = promisify(execFile)

/** Builds the contract's app in each of its ways, once for all test files. */
export async function setup(): Promise<void> {
  for (const build of contractBuilds) {
    const startedAt = Date.now()
    await buildContractApp(build)
    console.log(`next build (${build.name}) took ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  }
}

async function buildContractApp(build: ContractBuild): Promise<void> {
  const folder = contractFolder(build)
  await mkdir(folder, { recursive: true })
  for (const part of ['app', 'auth.ts', 'proxy.ts', 'next.config.ts', 'node_modules']) {
    await rm(join(folder, part), { recursive: true, force: true })
  }
  await cp(join(import.meta.dirname, 'contract-app'), folder, { recursive: true })
  if (!build.cacheComponents) await dropSegmentOption(folder)
  await symlink(join(workspaceRoot, 'packages/next/node_modules'), join(folder, 'node_modules'))
  await run(process.execPath, [nextCommand, 'build'], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      WORKSPACE_ROOT: workspaceRoot,
      BASE_PATH: build.basePath,
      CACHE_COMPONENTS: build.cacheComponents ? 'on' : 'off',
    },
  })
}

/** Next.js takes this option of a page with Cache Components alone. */
async function dropSegmentOption(folder: string): Promise<void> {
  for await (const page of glob(join(folder, 'app/**/page.tsx'))) {
    const source = await readFile(page, 'utf8')
    await writeFile(page, source.replace(/^export const instant = false$/mu, ''))
  }
}
