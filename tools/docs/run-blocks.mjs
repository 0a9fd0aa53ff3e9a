// Runs the programs of the documentation that say what comes out of them.
import { runCommand } from '../run-command.mjs'
import { packageRoot } from '../workspace.mjs'

const secret = 'only for the documentation, 32 bytes'
const env = { CLIENT_SECRET: secret, SESSION_SECRET: secret }

/** @typedef {import('./parse-markdown.mjs').Block} Block */

/**
 * @typedef {object} BlockRun a program that ran
 * @property {Block} block
 * @property {string} [printed] what it printed, if it did not fail
 * @property {string} [problem]
 */

/** @param {readonly Block[]} blocks @returns {Promise<BlockRun[]>} */
export async function runBlocks(blocks) {
  const runs = []
  for (const block of blocks) {
    const { language, code, output } = block
    if (language === 'ts' && (output !== undefined || code.includes(' // => ')))
      runs.push(await runBlock(block))
  }
  return runs
}

/** @param {Block} block @returns {Promise<BlockRun>} */
async function runBlock(block) {
  const lines = block.code.split('\n').map((line, index) => {
    const [, expression, value] = /^(.*) \/\/ => (.*)$/u.exec(line) ?? []
    return value === undefined
      ? line
      : `docsEqual(${expression}, ${value}, 'line ${index + 1} gives another value')`
  })
  const program = `import { deepStrictEqual as docsEqual } from 'node:assert';${lines.join('\n')}`
  const args = [
    '--conditions=@x/source',
    '--no-warnings',
    '--input-type=module-typescript',
    '--eval',
    program,
  ]
  const { exitCode, output } = await runCommand(process.execPath, args, { cwd: packageRoot('node'), env })
  const printed = output.trim()
  if (exitCode !== 0) return { block, problem: `the program fails: ${firstError(printed)}` }
  if (block.output === undefined || printed === block.output.text.trim()) return { block, printed }
  return { block, printed, problem: `the program prints something else: ${JSON.stringify(printed)}` }
}

/** @param {string} output */
function firstError(output) {
  return output.split('\n').find((line) => /^\w*Error\b/u.test(line)) ?? output.slice(0, 300)
}
