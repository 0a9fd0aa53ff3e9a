import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { pathToFileURL } from 'node:url'
import { unpackChromium } from './unpack-chromium.ts'

const usualPaths = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

async function resolvePackaged(): Promise<string | undefined> {
  // The package has a binary only for this platform.
  if (platform() !== 'linux' || arch() !== 'x64') return undefined
  const { resolve } = createRequire(import.meta.url)
  let entry: string
  try {
    entry = resolve('@sparticuz/chromium')
  } catch {
    // The optional peer dependency is not installed.
    return undefined
  }
  return unpackChromium(pathToFileURL(entry).href, /chromium@(\d[\w.]*)/.exec(entry)?.[1] ?? 'unversioned')
}

/** Finds a Chromium: `CHROME_PATH`, then the package `@sparticuz/chromium`, then the usual paths. */
export async function resolveExecutable(): Promise<string> {
  const named = process.env['CHROME_PATH']
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new Error(`CHROME_PATH names no file: ${named}`)
  }
  const found = (await resolvePackaged()) ?? usualPaths.find((path) => existsSync(path))
  if (found !== undefined) return found
  throw new Error(
    'no browser: install the package @sparticuz/chromium (Linux x64) or Chrome, or set CHROME_PATH to a Chromium',
  )
}
