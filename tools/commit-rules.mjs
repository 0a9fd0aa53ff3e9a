// What the message of a commit must be, and the commits to which that applies. Without it the history stops to say what changed.
import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { findBannedWords } from './banned-words.mjs'

const types = 'build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test'
const conventional = new RegExp(String.raw`^(?:${types})(?:\([a-z0-9][a-z0-9./-]*\))?!?: \S`, 'u')
const longestSubject = 72

/**
 * @param {string} message the whole message
 * @param {{ isMerge?: boolean }} [commit] a merge may also keep the subject that git gives it
 * @returns {string[]} problems
 */
export function checkMessage(message, { isMerge = false } = {}) {
  const [subject = '', second = ''] = message.split('\n')
  const problems = []
  if (!conventional.test(subject) && !(isMerge && subject.startsWith('Merge ')))
    problems.push(
      `the subject must be 'type(scope): what changes' with a type of ${types.replaceAll('|', ', ')}`,
    )
  if (subject.length > longestSubject)
    problems.push(`the subject has ${subject.length} characters, and may have ${longestSubject}`)
  if (subject.endsWith('.')) problems.push('the subject must not end with a full stop')
  if (second.trim() !== '') problems.push('the line between the subject and the body must be empty')
  for (const { found, instead } of findBannedWords(message)) problems.push(`not "${found}": ${instead}`)
  return problems
}

/** @param {string} folder @param {string[]} args @returns {{ ok: boolean, output: string }} what git answers about this folder */
function askGit(folder, ...args) {
  // In a hook, variables such as GIT_DIR name another repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  const { status, stdout } = spawnSync('git', ['-C', folder, '-c', 'log.showSignature=false', ...args], {
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
  })
  return { ok: status === 0, output: status === 0 ? stdout : '' }
}

/**
 * Checks the messages of all commits that `HEAD` has and `base` has not.
 *
 * @param {string} folder the root of a checkout
 * @param {string} base the name of a commit
 * @returns {{ problems: string[], success: string }} a checkout without that history has no problems; `success` says so
 */
export function checkCommits(folder, base) {
  const unchecked = (/** @type {string} */ reason) => ({
    problems: [],
    success: `No commit was checked: ${reason}.`,
  })
  const top = askGit(folder, 'rev-parse', '--show-toplevel')
  // Sources without a repository may lie inside another one.
  if (!top.ok || realpathSync(top.output.trim()) !== realpathSync(folder))
    return unchecked('git finds no repository here')
  // The history ends early, so its last commits could be older than the base.
  if (askGit(folder, 'rev-parse', '--is-shallow-repository').output.trim() !== 'false')
    return unchecked('the history of a shallow clone is not whole')
  if (!askGit(folder, 'cat-file', '-e', `${base}^{commit}`).ok)
    return unchecked(`the history does not have ${base.slice(0, 7)}, the last commit before the rules`)
  const log = askGit(folder, 'log', '-z', '--format=%h%n%P%n%B', `${base}..HEAD`)
  if (!log.ok) return { problems: [`git cannot list the commits since ${base.slice(0, 7)}`], success: '' }
  const commits = log.output.split('\0').filter((commit) => commit !== '')
  return {
    problems: commits.flatMap((commit) => {
      const [hash = '', parents = '', ...lines] = commit.split('\n')
      const isMerge = parents.includes(' ')
      return checkMessage(lines.join('\n'), { isMerge }).map(
        (problem) => `${hash} ${lines[0] ?? ''}: ${problem}`,
      )
    }),
    success: `${commits.length} commits since ${base.slice(0, 7)} say what changed, in the form of Conventional Commits.`,
  }
}
