import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { buildCertificate } from '@x/oidc-testing'
import { parseMarkdown } from '../../../tools/docs/parse-markdown.mjs'
import { findPort } from '../../../tools/find-port.mjs'

/** What runs as the recipe says, but for its addresses and its certificate. */
export type ProxyName = 'nginx' | 'Caddy'

interface Setup {
  /** In the language of the recipe. */
  readonly recipe: string
  readonly port: number
  readonly applicationPort: number
  readonly certificate: string
  readonly key: string
}

const page = new URL('../../../docs/recipes/reverse-proxies.md', import.meta.url)
const { blocks } = parseMarkdown(readFileSync(page, 'utf8'))

const proxies: Readonly<
  Record<
    ProxyName,
    {
      language: string
      args: (folder: string, file: string) => string[]
      configure: (setup: Setup) => string
    }
  >
> = {
  nginx: {
    language: 'nginx',
    args: (folder, file) => ['-p', folder, '-c', file, '-e', 'stderr'],
    configure: ({ recipe, port, applicationPort, certificate, key }) => `
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join('\n')}
${replaceEach(recipe, {
  'listen 443': `listen 127.0.0.1:${port}`,
  '127.0.0.1:3000': `127.0.0.1:${applicationPort}`,
  '/etc/ssl/app.example.com.pem': certificate,
  '/etc/ssl/app.example.com.key': key,
})}
}
`,
  },
  Caddy: {
    language: 'text',
    args: (_folder, file) => ['run', '--config', file, '--adapter', 'caddyfile'],
    configure: ({ recipe, port, applicationPort, certificate, key }) => `
{
  admin off
  auto_https disable_redirects
}
${replaceEach(recipe, {
  'app.example.com {': `https://localhost:${port} {\n  bind 127.0.0.1\n  tls ${certificate} ${key}`,
  '127.0.0.1:3000': `127.0.0.1:${applicationPort}`,
})}
`,
  },
}

/** @throws Error if the recipe lacks a text that is to be replaced */
function replaceEach(text: string, texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`The recipe has no ${from}.`)
    return changed.replaceAll(from, to)
  }, text)
}

/** A proxy at https://localhost that passes requests to a port of this machine. */
export interface RunningProxy {
  readonly origin: string
  /** Its certificate, as PEM. */
  readonly ca: string
  readonly close: () => Promise<void>
}

/**
 * Starts the program that the variable of its name says.
 * @param change what differs from the recipe
 */
export async function startProxy(
  name: ProxyName,
  applicationPort: number,
  change = (recipe: string) => recipe,
): Promise<RunningProxy> {
  const { language, args, configure } = proxies[name]
  const [program, block] = [
    process.env[name.toUpperCase()],
    blocks.find((each) => each.language === language),
  ]
  if (program === undefined || block === undefined)
    throw new Error(`There is no ${name}, or no recipe for it.`)
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
  const write = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text)
    return join(folder, file)
  }
  const { key, cert } = buildCertificate('localhost')
  const files = { certificate: write('certificate.pem', cert), key: write('key.pem', key) }
  const port = await findPort()
  const configuration = configure({ recipe: change(block.code), port, applicationPort, ...files })

  const child = spawn(program, args(folder, write('configuration', configuration)), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder },
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'exit').then(
    () => `${name} ended:\n${output}`,
    (error: unknown) => `${name} does not start: ${String(error)}`,
  )
  const close = async (): Promise<void> => {
    kill()
    await ended
    process.off('exit', kill)
    rmSync(folder, { recursive: true, force: true })
  }
  const reason = await Promise.race([ended, untilOpen(port)])
  if (reason !== undefined) {
    await close()
    throw new Error(reason)
  }
  return { origin: `https://localhost:${port}`, ca: cert, close }
}

/** The timeout for a proxy that hangs. A busy machine must not reach it. */
const mostSeconds = 100

/** Resolves when a program listens at a port, or to why it does not. */
async function untilOpen(port: number): Promise<string | undefined> {
  const deadline = Date.now() + mostSeconds * 1000
  while (Date.now() < deadline) {
    if (await isOpen(port)) return undefined
    await wait(50)
  }
  return `nothing listens at the port after ${mostSeconds} s`
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => {
      resolve(false)
    })
  })
