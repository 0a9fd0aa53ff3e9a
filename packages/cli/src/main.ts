#!/usr/bin/env node
import { isCancel, password } from '@clack/prompts'
import { text } from 'node:stream/consumers'
import { runProgram } from './run-program.ts'

process.exitCode = await runProgram(process.argv.slice(2), {
  write: (written) => void process.stdout.write(written),
  writeError: (written) => void process.stderr.write(written),
  isInteractive: process.stdin.isTTY && process.stdout.isTTY,
  folder: process.cwd(),
  environment: process.env,
  readInput: () => text(process.stdin),
  askSecret: async (message) => {
    const typed = await password({ message, mask: '' })
    return isCancel(typed) ? undefined : typed
  },
  openBrowser: async (address) => {
    const { default: open } = await import('open')
    await open(address)
  },
  fetch,
  now: () => Date.now() / 1000,
})
