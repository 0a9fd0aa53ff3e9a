import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const script = `
const { default: chromium } = await import(process.argv[1])
await chromium.executablePath()
`

/**
 * Unpacks `@sparticuz/chromium` once per machine and version. The package itself unpacks to a fixed path and uses a half-written
 * file as if it were complete, so two processes must not unpack to the same path. Each process unpacks in a child process with
 * its own temporary directory, and the first process to rename its directory wins.
 *
 * @param packageUrl the URL of the package's entry file
 * @param version a part of the directory's name
 */
export async function unpackChromium(packageUrl: string, version: string): Promise<string> {
  const home = join(tmpdir(), `oidc-testing-chromium-${version}`)
  const executable = join(home, 'chromium')
  if (existsSync(executable)) return executable

  const staging = await mkdtemp(`${home}-`)
  try {
    const env = { ...process.env, TMPDIR: staging }
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, packageUrl], {
      env,
    })
    await rename(staging, home)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    // Another process renamed its directory first.
    if (!existsSync(executable)) throw error
  }
  return executable
}
