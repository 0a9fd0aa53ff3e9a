import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endWithParent } from './apps.ts'
import type { App } from './apps.ts'

/** Builds an app that has a step for it, unless what it is built of is as it was the last time. */
export async function buildApp({ folder, build }: App, print: (line: string) => void): Promise<void> {
  if (build === undefined) return
  const memory = join(folder, build.folder, 'built')
  const digest = digestInputs(folder)
  if (globSync(memory).some((file) => readFileSync(file, 'utf8') === digest)) return

  print(`• building ${folder.split('/').slice(-2).join('/')} (it takes a moment, once)`)
  const child = spawn(process.execPath, ['--import', endWithParent, ...build.args], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: 'pipe',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`The app does not build.\n${output}`)
  writeFileSync(memory, digest)
}

/** Changes whenever a file changes that the build reads. */
function digestInputs(folder: string): string {
  const packages = join(folder, '../../packages')
  const digest = createHash('sha256').update(process.version)
  const files = [
    ...globSync(['*.{ts,json}', 'app/**/*.*'], { cwd: folder }).map((file) => join(folder, file)),
    ...globSync(['*/dist/*.js', '*/package.json'], { cwd: packages }).map((file) => join(packages, file)),
    join(folder, '../../pnpm-lock.yaml'),
  ]
  for (const file of files.sort()) digest.update(`\0${file}\0`).update(readFileSync(file))
  return digest.digest('hex')
}
