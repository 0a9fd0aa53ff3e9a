import type { Browser } from 'playwright-core'
import { resolveExecutable } from './resolve-executable.ts'

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** For a browser that does not start; a busy machine is not to reach it. */
const startSeconds = 200

/**
 * Starts a real, headless Chromium through the optional peer `playwright-core`. Every `browser.newContext()` is another
 * person's browser: its cookies are its own. `browser.close()` ends all of its processes.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await resolveExecutable()
  const { chromium } = await import('playwright-core')
  return chromium.launch({ executablePath, headless: true, args, timeout: startSeconds * 1000 })
}
