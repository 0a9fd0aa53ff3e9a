import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, glob, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  buildEnvironment,
  cacheComponentsBuild,
  contractFolder,
  nextCommand,
  plainBuild,
  workspaceRoot,
  type ContractBuild,
} from './contract-builds.ts'

const run = promisify(execFile)

/** Builds the contract's app in each of its ways, once for all test files, unless nothing has changed since. */
export async function setup(): Promise<void> {
  const digest = await digestSources()
  for (const build of [plainBuild, cacheComponentsBuild]) {
    const built = join(contractFolder(build), 'built')
    if ((await readFile(built, 'utf8').catch(() => '')) === digest) continue
    const startedAt = Date.now()
    await rm(built, { force: true })
    await buildContractApp(build)
    await writeFile(built, digest)
    console.log(`next build (${build.name}) took ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  }
}

/** Everything that a build is made from. */
async function digestSources(): Promise<string> {
  const sources = [
    ...['packages/{core,engine,next}/src/**/*.ts', 'packages/next/tests/*build*.ts'],
    'packages/next/tests/contract-app/**/*.{ts,tsx}',
  ]
  const paths = ['packages/next/node_modules/next/package.json']
  for await (const path of glob(sources, { cwd: workspaceRoot })) {
    if (!/\.test(?:-d)?\.ts$/u.test(path)) paths.push(path)
  }
  const hash = createHash('sha256')
  for (const path of paths.sort()) hash.update(path).update(await readFile(join(workspaceRoot, path)))
  return hash.digest('hex')
}

async function buildContractApp(build: ContractBuild): Promise<void> {
  const folder = contractFolder(build)
  await mkdir(folder, { recursive: true })
  for (const part of ['app', 'node_modules']) await rm(join(folder, part), { recursive: true, force: true })
  await cp(join(import.meta.dirname, 'contract-app'), folder, {
    recursive: true,
    filter: (path) => !/(?:tsconfig\.json|\.test-d\.ts)$/u.test(path),
  })
  if (!build.cacheComponents) await dropSegmentOption(folder)
  await symlink(join(workspaceRoot, 'packages/next/node_modules'), join(folder, 'node_modules'))
  await run(process.execPath, [nextCommand, 'build'], { cwd: folder, env: buildEnvironment(build) })
}

/** Next.js takes this option of a page with Cache Components alone. */
async function dropSegmentOption(folder: string): Promise<void> {
  for await (const page of glob(join(folder, 'app/**/page.tsx'))) {
    const source = await readFile(page, 'utf8')
    await writeFile(page, source.replace(/^export const instant = false$/mu, ''))
  }
}
