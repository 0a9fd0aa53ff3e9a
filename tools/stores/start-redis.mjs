// Runs Redis servers on free ports of loopback: one, a cluster, or a primary with replicas and sentinels. Their data is in a temporary
// folder. Without it a test could neither stop a server in the middle nor lose a primary.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../find-port.mjs'

const mostSeconds = 120

/** @typedef {import('./install-redis.mjs').RedisProgram} RedisProgram */

/**
 * @typedef {object} RedisServer
 * @property {number} port
 * @property {string} url
 * @property {() => Promise<void>} start on the same port, with the same data
 * @property {() => Promise<void>} stop ends it at once, as a crash does
 * @property {() => Promise<void>} close ends it for good
 * @property {() => void} pause keeps it from answering, with its connections open
 * @property {() => void} resume
 * @property {(...words: string[]) => Promise<string>} ask sends one command, and returns the answer as the protocol has it
 */

/**
 * @typedef {object} RedisGroup
 * @property {RedisServer[]} servers
 * @property {() => Promise<void>} close stops all, and deletes the data
 */

/**
 * @param {RedisProgram} redis
 * @param {string} folder for its data
 * @param {string[]} flags
 * @returns {Promise<RedisServer>}
 */
async function startServer({ program, libraries }, folder, flags) {
  mkdirSync(folder, { recursive: true })
  const port = await findPort()
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  const kill = () => void child?.kill('SIGKILL')
  process.once('exit', kill)

  async function start() {
    const started = spawn(
      program,
      [
        ...flags,
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
        ...['--appendfsync', 'always', '--repl-diskless-sync-delay', '0'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], LD_LIBRARY_PATH: libraries } },
    )
    child = started
    let output = ''
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk) => (output = (output + String(chunk)).slice(-10_000)))
    for (const deadline = Date.now() + mostSeconds * 1000; ;) {
      if (started.exitCode !== null) throw new Error(`redis-server ended with ${started.exitCode}\n${output}`)
      if (await ask('PING').then(Boolean, () => false)) return
      if (Date.now() > deadline)
        throw new Error(`redis-server was not ready within ${mostSeconds} s\n${output}`)
      await wait(50)
    }
  }
  async function stop() {
    const stopping = child
    child = undefined
    if (stopping === undefined || stopping.exitCode !== null || stopping.signalCode !== null) return
    const ended = new Promise((resolve) => void stopping.once('exit', resolve))
    stopping.kill('SIGKILL')
    await ended
  }
  async function close() {
    await stop()
    process.off('exit', kill)
  }
  /** @param {string[]} words */
  const ask = (...words) => askServer(port, words)
  await start()
  return {
    ...{ port, url: `redis://127.0.0.1:${port}`, start, stop, close, ask },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  }
}

/**
 * @param {(folder: string) => Promise<RedisServer[]>} startAll
 * @returns {Promise<RedisGroup>}
 */
async function startGroup(startAll) {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const servers = await startAll(folder)
  return {
    servers,
    async close() {
      await Promise.all(servers.map(({ close }) => close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * One server. By default it keeps its data when it is stopped.
 * @param {RedisProgram} redis
 * @param {string[]} [flags]
 */
export const startRedis = (redis, flags = ['--appendonly', 'yes']) =>
  startGroup(async (folder) => [await startServer(redis, join(folder, 'one'), flags)])

/** Three primaries, each with a replica. @param {RedisProgram} redis */
export const startRedisCluster = (redis) =>
  startGroup(async (folder) => {
    const flags = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', '--appendonly', 'no']
    /** @type {RedisServer[]} */
    const servers = []
    for (let at = 0; at < 6; at += 1) servers.push(await startServer(redis, join(folder, String(at)), flags))
    const [first] = servers
    if (first === undefined) throw new Error('there are no servers')
    for (const [at, server] of servers.entries()) {
      await server.ask('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1))
      await first.ask('CLUSTER', 'MEET', '127.0.0.1', String(server.port))
    }
    await until('the servers know each other', async () => {
      const known = await Promise.all(servers.map(({ ask }) => ask('CLUSTER', 'INFO')))
      return known.every((info) => info.includes('cluster_known_nodes:6'))
    })
    const slots = 16_384
    for (const [at, server] of servers.slice(0, 3).entries()) {
      const range = [(slots * at) / 3, (slots * (at + 1)) / 3 - 1].map((slot) => String(Math.round(slot)))
      if (at > 0) range[0] = String(Math.round((slots * at) / 3 - 1) + 1)
      await server.ask('CLUSTER', 'ADDSLOTSRANGE', ...range)
      const id = readBulk(await server.ask('CLUSTER', 'MYID'))
      const replica = servers[at + 3]
      await until('a replica knows its primary', async () =>
        ((await replica?.ask('CLUSTER', 'REPLICATE', id)) ?? '').startsWith('+OK'),
      )
    }
    await until('the cluster is whole', async () => {
      const states = await Promise.all(servers.map(({ ask }) => ask('CLUSTER', 'INFO')))
      const roles = await Promise.all(servers.slice(3).map(({ ask }) => ask('ROLE')))
      return (
        states.every((info) => info.includes('cluster_state:ok')) &&
        roles.every((role) => role.includes('connected'))
      )
    })
    return servers
  })

/** A primary, two replicas and three sentinels, in this order. @param {RedisProgram} redis */
export const startRedisSentinels = (redis) =>
  startGroup(async (folder) => {
    const flags = ['--appendonly', 'no']
    const primary = await startServer(redis, join(folder, 'primary'), flags)
    const follow = [...flags, '--replicaof', `127.0.0.1 ${primary.port}`]
    /** @type {RedisServer[]} */
    const replicas = []
    for (const name of ['a', 'b']) replicas.push(await startServer(redis, join(folder, name), follow))
    /** @type {RedisServer[]} */
    const sentinels = []
    for (const name of ['s1', 's2', 's3']) {
      const own = join(folder, name)
      mkdirSync(own)
      const file = join(own, 'sentinel.conf')
      writeFileSync(
        file,
        [
          `sentinel monitor main 127.0.0.1 ${primary.port} 2`,
          'sentinel down-after-milliseconds main 1000',
          'sentinel failover-timeout main 5000',
        ].join('\n'),
      )
      sentinels.push(await startServer(redis, own, [file, '--sentinel']))
    }
    await until('the sentinels know the replicas and each other', async () => {
      const known = await Promise.all(sentinels.map(({ ask }) => ask('SENTINEL', 'MASTER', 'main')))
      return known.every(
        (text) => /num-slaves\r\n\$1\r\n2/u.test(text) && /num-other-sentinels\r\n\$1\r\n2/u.test(text),
      )
    })
    await until('the replicas have the data', async () => {
      const roles = await Promise.all(replicas.map(({ ask }) => ask('ROLE')))
      return roles.every((role) => role.includes('connected'))
    })
    return [primary, ...replicas, ...sentinels]
  })

/**
 * Sends one command on a connection of its own, so that no client library decides what a test sees.
 * @param {number} port
 * @param {string[]} words
 * @returns {Promise<string>}
 */
function askServer(port, words) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the connection ended without an answer')))
    socket.on('data', (chunk) => {
      answer += String(chunk)
      if (!answer.endsWith(pong)) return
      resolve(answer.slice(0, -pong.length))
      socket.destroy()
    })
    // Sentinels and servers answer PING alike, so its answer says that the one before is whole.
    socket.write(encode(words) + encode(['PING']))
  })
}

const pong = '+PONG\r\n'

/** @param {string[]} words */
const encode = (words) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`

/** @param {string} answer */
const readBulk = (answer) => answer.split('\r\n')[1] ?? ''

/** @param {number} milliseconds */
const wait = (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds))

/** @param {string} what @param {() => Promise<boolean>} isTrue */
async function until(what, isTrue) {
  for (const deadline = Date.now() + mostSeconds * 1000; !(await isTrue().catch(() => false));) {
    if (Date.now() > deadline) throw new Error(`it did not happen within ${mostSeconds} s that ${what}`)
    await wait(100)
  }
}
