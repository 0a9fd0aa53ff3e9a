// Runs programs as a user's machine runs them, outside of the workspace. Without it they would find the workspace's packages, and a
// package that does not name what it needs would work here alone.
import { dirname, delimiter } from 'node:path'
import { runCommand } from './run-command.mjs'

/** For an installation or a program that hangs. */
const mostSeconds = 600

// with-toolchain.mjs names the machine's own Node: often the oldest at hand.
export const node = process.env['MACHINE_NODE'] ?? process.execPath

/** The variables of this process that programs may read: folders, languages, the registry, and the way to it. */
const passedOn = new Set([
  ...['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ', 'CI'],
  ...['TMPDIR', 'TEMP', 'TMP', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'PNPM_HOME'],
  ...['NPM_CONFIG_REGISTRY', 'NPM_CONFIG_USERCONFIG', 'NPM_CONFIG_CACHE', 'NPM_CONFIG_CAFILE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_USE_ENV_PROXY'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  // The store of the quick start that needs one.
  'REDIS_URL',
  // Windows.
  ...['SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'APPDATA', 'LOCALAPPDATA', 'USERPROFILE'],
])
const others = Object.keys(process.env).filter((name) => !passedOn.has(name.toUpperCase()))

/**
 * Programs find nothing but what is installed in their own folder. They are installed without a lockfile, so they get none of the other
 * variables of this process: there may be a token among them.
 */
export const surroundings = {
  ...Object.fromEntries(others.map((name) => [name, undefined])),
  PATH: [dirname(node), process.env['PATH']].join(delimiter),
  ...{ NODE_PATH: undefined, NODE_OPTIONS: undefined, NEXT_TELEMETRY_DISABLED: '1' },
  // Checks read what programs print. With CI in their environment, some of them print colours into a pipe.
  NO_COLOR: '1',
}

/** @param {string} command @param {string[]} args @param {string} cwd @param {Record<string, string>} [env] @returns {Promise<string>} what it printed */
export async function runOrThrow(command, args, cwd, env = {}) {
  const signal = AbortSignal.timeout(mostSeconds * 1000)
  const options = { cwd, env: { ...surroundings, ...env }, signal }
  const { exitCode, output } = await runCommand(command, args, options)
  if (exitCode !== 0) throw new Error(`${command} ${args.slice(0, 2).join(' ')} failed:\n${output}`)
  return output
}
