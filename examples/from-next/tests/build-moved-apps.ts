import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { environment, folder, nextCommand } from './next-command.ts'

/** Builds the application once, as users do. */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, [nextCommand, 'build'], { cwd: folder, env: environment })
}
