// Runs a program and whatever it starts as one group. Without it a step that fails, or Ctrl-C, would leave servers and
// browsers running.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './workspace.mjs'

/** @type {Set<number>} */
const groups = new Set()

/** @param {number} group @param {NodeJS.Signals} signal */
function kill(group, signal) {
  try {
    process.kill(-group, signal)
  } catch {
    // Everybody in the group has ended.
  }
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    for (const group of groups) kill(group, signal)
    // A program may need a moment to stop its own children; then there is no more asking.
    setTimeout(() => {
      for (const group of groups) kill(group, 'SIGKILL')
      process.exit(128 + constants.signals[signal])
    }, 500)
  })
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, show?: boolean, signal?: AbortSignal, onOutput?: (text: string) => void }} [options]
 * `show` lets the program write to the terminal; otherwise its output is part of the answer, and `onOutput` gets it at once. `signal`
 * asks the group to end, and after some seconds does not ask any more
 * @returns {Promise<{ exitCode: number, output: string }>} never rejects: a program that is missing has failed
 */
export function runCommand(command, args, options = {}) {
  const { cwd = root, env = {}, show = false, signal: end, onOutput } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    })
    const group = child.pid
    if (group !== undefined) groups.add(group)
    /** @type {NodeJS.Timeout | undefined} */
    let deadline
    const stop = () => {
      if (group === undefined) return
      kill(group, 'SIGTERM')
      deadline = setTimeout(() => kill(group, 'SIGKILL'), 5000)
    }
    if (end?.aborted) stop()
    else end?.addEventListener('abort', stop, { once: true })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += String(chunk)
        onOutput?.(String(chunk))
      })
    }
    child.on('error', (error) => resolve({ exitCode: 127, output: `${error.message}\n` }))
    child.on('exit', (code, signal) => {
      end?.removeEventListener('abort', stop)
      clearTimeout(deadline)
      if (group !== undefined) kill(group, 'SIGKILL')
      child.once('close', () => {
        if (group !== undefined) groups.delete(group)
        resolve({ exitCode: code ?? (signal === null ? 1 : 128 + constants.signals[signal]), output })
      })
    })
  })
}
