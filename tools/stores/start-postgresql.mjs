// Runs a PostgreSQL server on a free port of loopback, with its data in a temporary folder. Without it a test could not stop the
// database in the middle and start it again.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../find-port.mjs'
import { runCommand } from '../run-command.mjs'

const mostSeconds = 120

/**
 * @typedef {object} Postgresql
 * @property {string} connectionString
 * @property {() => Promise<void>} start on the same port, with the same data
 * @property {() => Promise<void>} stop ends all connections
 * @property {() => Promise<void>} close stops, and deletes the data
 */

/**
 * @param {string} installed the folder of `installPostgresql`
 * @returns {Promise<Postgresql>}
 */
export async function startPostgresql(installed) {
  const folder = mkdtempSync(join(tmpdir(), 'postgresql-'))
  const owner = await findOwner()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  // Another user may not read below the home of root.
  const native = owner === undefined ? installed : join(folder, 'server')
  if (owner !== undefined) cpSync(installed, native, { recursive: true, verbatimSymlinks: true })

  const data = join(folder, 'data')
  const password = randomBytes(18).toString('base64url')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password)
  const port = await findPort()

  /** @param {string} name @param {string[]} args */
  const run = (name, args) =>
    spawn(join(native, 'bin', name), args, {
      ...{ cwd: folder, stdio: /** @type {const} */ (['ignore', 'pipe', 'pipe']), ...owner },
      // The machine's own variables could name another database.
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    })
  const initdb = run('initdb', [
    ...['-D', data, '-U', 'app', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--no-locale', '--no-sync'],
  ])
  await untilEnded(initdb, 'initdb')

  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server
  const kill = () => void server?.kill('SIGKILL')
  process.once('exit', kill)

  async function start() {
    const started = run('postgres', [
      ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'max_connections=60'],
    ])
    server = started
    await untilReady(started)
  }
  async function stop() {
    const stopping = server
    server = undefined
    if (stopping === undefined || stopping.exitCode !== null) return
    const ended = new Promise((resolve) => void stopping.once('exit', resolve))
    // A fast shutdown: it does not wait for clients.
    stopping.kill('SIGINT')
    const deadline = setTimeout(() => stopping.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(deadline)
  }
  await start()
  return {
    connectionString: `postgres://app:${password}@127.0.0.1:${port}/postgres`,
    start,
    stop,
    async close() {
      await stop()
      process.off('exit', kill)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root. @returns {Promise<{ uid: number, gid: number } | undefined>} */
async function findOwner() {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => runCommand('id', [flag, 'daemon'])))
  return { uid: Number(uid?.output), gid: Number(gid?.output) }
}

/** @param {import('node:child_process').ChildProcess} child @param {string} name */
async function untilEnded(child, name) {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${name} ended with ${code}\n${output}`)
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
function untilReady(child) {
  return new Promise((resolve, reject) => {
    let output = ''
    const fail = (/** @type {string} */ why) => reject(new Error(`postgres ${why}\n${output}`))
    const deadline = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`was not ready within ${mostSeconds} s`)
    }, mostSeconds * 1000)
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(deadline)
      fail(`ended with ${code}`)
    })
    child.stderr?.on('data', (chunk) => {
      output = (output + String(chunk)).slice(-10_000)
      if (!output.includes('database system is ready to accept connections')) return
      clearTimeout(deadline)
      resolve()
    })
  })
}
