import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, glob, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import {
  buildEnvironment,
  contractBuilds,
  contractFolder,
  nextCommand,
  standaloneServer,
  workspaceRoot,
  type ContractBuild,
} from './contract-builds.ts'
import { writeContractApp } from './write-contract-app.ts'

const run = promisify(execFile)

/** Builds the contract's app in each of its ways, once for all test files, unless nothing has changed since. */
export async function setup(): Promise<void> {
  const digest = await digestSources()
  const waiting = [...contractBuilds]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await buildUnlessBuilt(next, digest)
  }
  // One build at a time leaves a processor idle for parts of it.
  await Promise.all([work(), work()])
}

async function buildUnlessBuilt(build: ContractBuild, digest: string): Promise<void> {
  const built = join(contractFolder(build), 'built')
  if ((await readFile(built, 'utf8').catch(() => '')) === digest) return
  const startedAt = Date.now()
  await rm(built, { force: true })
  await buildContractApp(build)
  await writeFile(built, digest)
  console.log(`next build (${build.name}) took ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

/** Everything that a build is made from. */
async function digestSources(): Promise<string> {
  const sources = [
    ...['packages/{core,engine,next}/src/**/*.ts', 'packages/next/tests/*{build,write}*.ts'],
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
  const folder = await writeContractApp(build)
  await run(process.execPath, [nextCommand, 'build'], { cwd: folder, env: buildEnvironment(build) })
  if (!build.standalone) return
  // As the manual of Next.js says: the program does not bring what browsers load.
  const target = join(dirname(standaloneServer(build)), '.next/static')
  await cp(join(folder, '.next/static'), target, { recursive: true })
}
