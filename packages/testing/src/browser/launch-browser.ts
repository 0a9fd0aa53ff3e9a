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

/** The timeout for a browser that does not start. A busy machine must not reach it. */
const startSeconds = 200

/**
 * Starts a real, headless Chromium with the optional peer dependency `playwright-core`. Each `browser.newContext()` is the
 * browser of another person, with its own cookies. `browser.close()` ends all processes of the browser.
 * @param switches more switches of its command line, such as `--host-resolver-rules`
 */
export async function launchBrowser(switches: readonly string[] = []): Promise<Browser> {
  const executablePath = await resolveExecutable()
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath,
    headless: true,
    args: [...args, ...switches],
    timeout: startSeconds * 1000,
  })
}
