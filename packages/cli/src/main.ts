#!/usr/bin/env node
import { confirm, isCancel, password, select, text as askText } from '@clack/prompts'
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
  askText: async (message, initial) => {
    const typed = await askText({ message, placeholder: initial, defaultValue: initial })
    return isCancel(typed) ? undefined : typed
  },
  askChoice: async (message, choices) => {
    const chosen = await select({ message, options: choices.map(({ value, label }) => ({ value, label })) })
    return isCancel(chosen) ? undefined : chosen
  },
  confirm: async (message) => {
    const answer = await confirm({ message, initialValue: false })
    return isCancel(answer) ? undefined : answer
  },
  openBrowser: async (address) => {
    const { default: open } = await import('open')
    await open(address)
  },
  fetch,
  now: () => Date.now() / 1000,
})
