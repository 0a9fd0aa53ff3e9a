import { runProgram, type Surroundings } from '../src/index.ts'

/** Runs the command line in this process, and keeps what it writes. */
export async function runCli(
  args: readonly string[],
  given: Partial<Surroundings> = {},
): Promise<{ exitCode: number; output: string; errors: string }> {
  let output = ''
  let errors = ''
  const exitCode = await runProgram(args, {
    write: (text) => void (output += text),
    writeError: (text) => void (errors += text),
    isInteractive: false,
    folder: import.meta.dirname,
    environment: {},
    readInput: async () => '',
    askSecret: async () => undefined,
    askText: async () => undefined,
    askChoice: async () => undefined,
    confirm: async () => undefined,
    openBrowser: async () => undefined,
    fetch,
    now: () => Date.now() / 1000,
    ...given,
  })
  return { exitCode, output, errors }
}
