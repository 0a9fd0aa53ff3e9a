// Installs the packed packages into empty folders by each package manager, and signs in with the quick start of README.md. What is
// published is what was tried here.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { surroundings } from '../as-user.mjs'
import { exampleOrigin, readQuickStart } from '../docs/read-quick-start.mjs'
import { findPort } from '../find-port.mjs'
import { packageManagers } from '../install-packed.mjs'
import { printStep } from '../run-checks.mjs'
import { checkGreetingJourney } from '../runtimes/greeting-journey.mjs'
import { root } from '../workspace.mjs'

/** @typedef {import('../runtimes/install-packages.mjs').Tarballs} Tarballs */

/** @param {Tarballs} tarballs @param {string} folder an empty one @returns {Promise<boolean>} whether every sign-in worked */
export async function tryPackages(tarballs, folder) {
  const start = readQuickStart(readFileSync(join(root, 'README.md'), 'utf8'), '## Quick start')
  let passed = true
  for (const [name, manager] of Object.entries(packageManagers)) {
    const begun = performance.now()
    try {
      const cwd = join(folder, name)
      mkdirSync(cwd, { recursive: true })
      await manager.install(cwd, start.packages, tarballs)
      await signIn(start, manager, cwd)
      printStep(`installed by ${name}, signed in`, true, begun)
    } catch (error) {
      passed = false
      printStep(`installed by ${name}, signed in`, false, begun)
      console.log(`\n${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
  return passed
}

/**
 * @param {import('../docs/read-quick-start.mjs').QuickStart} start
 * @param {import('../install-packed.mjs').PackageManager} manager
 * @param {string} cwd
 */
async function signIn({ files, environment, commands, addresses }, manager, cwd) {
  for (const [name, text] of files) writeFileSync(join(cwd, name), text)
  const command = commands.find((line) => line.startsWith('node '))
  if (command === undefined || environment === undefined) throw new Error('README.md starts no program.')
  const origin = `http://localhost:${await findPort()}`
  await checkGreetingJourney({
    program: { ...manager.runNode(command.split(' ').slice(1)), cwd, env: surroundings },
    configure: (values) =>
      writeFileSync(
        join(cwd, environment.file),
        Object.entries(values)
          .map(([key, value]) => `${key}=${value}\n`)
          .join(''),
      ),
    origin,
    addresses: addresses.map((address) => address.replace(exampleOrigin, origin)),
    admitsAll: false,
    hasGate: true,
  })
}
