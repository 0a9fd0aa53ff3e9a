// The command line in this process, with a configuration in a folder of its own. Without it each case would start a process of Node.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '@x/oidc-cli'

/**
 * @param {readonly string[]} args
 * @param {{ options: unknown, openBrowser?: (address: string) => Promise<void> }} given the options that the configuration exports
 * @returns {Promise<{ exitCode: number, output: string, errors: string }>}
 */
export async function runOidc(args, { options, openBrowser }) {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-real-'))
  const absent = () => Promise.reject(new Error('there is no person here'))
  let output = ''
  let errors = ''
  try {
    writeFileSync(join(folder, 'oidc.config.mjs'), `export default ${JSON.stringify(options)}\n`)
    const exitCode = await runProgram(args, {
      ...{ folder, environment: {}, fetch, now: () => Date.now() / 1000 },
      write: (text) => void (output += text),
      writeError: (text) => void (errors += text),
      isInteractive: openBrowser !== undefined,
      ...{ readInput: absent, askSecret: absent, askText: absent, askChoice: absent, confirm: absent },
      openBrowser: openBrowser ?? absent,
    })
    return { exitCode, output, errors }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
