import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { checkCommits, checkMessage } from './commit-rules.mjs'

/** @type {string[]} */
const folders = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Outside the workspace, which is a repository itself. */
function createFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'commits-'))
  folders.push(folder)
  return folder
}

/** @param {string} folder @param {string[]} args */
function git(folder, ...args) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  const env = { ...Object.fromEntries(kept), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  const person = [
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.com',
    '-c',
    'protocol.file.allow=always',
  ]
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...person, ...args], {
    encoding: 'utf8',
    env,
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

/** @param {string} folder @param {string} message @returns {string} the name of the commit */
function commit(folder, message) {
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message)
  return git(folder, 'rev-parse', 'HEAD')
}

/** A repository with one commit before the rules. */
function createRepository() {
  const folder = createFolder()
  git(folder, 'init', '--quiet', '--initial-branch=main')
  return { folder, base: commit(folder, 'Whatever was written before') }
}

describe('the message of a commit', () => {
  it.each([
    ['fix(bearer): honour exp of an introspected JWT'],
    ['feat!: name the option cacheSeconds'],
    ['docs: say what a gate does\n\nBecause readers ask.\n'],
    [`test(core): ${'a'.repeat(60)}`],
  ])('is right: %j', (message) => {
    expect(checkMessage(message)).toEqual([])
  })

  it.each([
    ['wip', "'type(scope): what changes'"],
    ['fixed(core): honour exp', "'type(scope): what changes'"],
    ['Fix: honour exp', "'type(scope): what changes'"],
    ['fix(): honour exp', "'type(scope): what changes'"],
    ['fix:honour exp', "'type(scope): what changes'"],
    ['fix: ', "'type(scope): what changes'"],
    ['fixup! fix: honour exp', "'type(scope): what changes'"],
    ["Merge branch 'topic'", "'type(scope): what changes'"],
    [`test(core): ${'a'.repeat(61)}`, 'has 73 characters, and may have 72'],
    ['fix: honour exp.', 'full stop'],
    ['fix: honour exp\nof a JWT', 'must be empty'],
    [`fix: honour exp\n\nSo that ${'no'}${'body'} waits.`, 'negate the verb'],
  ])('is refused: %j', (message, problem) => {
    expect(checkMessage(message)).toEqual([expect.stringContaining(problem)])
  })
})

// Sources that came without git are tested where there may be none.
describe.runIf(spawnSync('git', ['--version']).status === 0)('the history', () => {
  it('is checked for commits after the base, and each problem names its commit', () => {
    const { folder, base } = createRepository()
    commit(folder, 'fix: honour exp\n\nA token lived longer than it says.')
    const wrong = commit(folder, 'wip')
    const { problems } = checkCommits(folder, base)
    expect(problems).toEqual([expect.stringMatching(/^[0-9a-f]+ wip: the subject must be/u)])
    expect(wrong.startsWith((problems[0] ?? '').split(' ')[0] ?? '-')).toBe(true)
  })

  it('may have merges with the subject that git gives them, and what they bring is checked', () => {
    const { folder, base } = createRepository()
    git(folder, 'switch', '--quiet', '--create', 'topic')
    commit(folder, 'feat: add a gate')
    git(folder, 'switch', '--quiet', 'main')
    commit(folder, 'fix: honour exp')
    git(folder, 'merge', '--quiet', '--no-ff', '--no-edit', 'topic')
    expect(checkCommits(folder, base)).toEqual({
      problems: [],
      success: expect.stringMatching(/^3 commits since /u),
    })
    git(folder, 'switch', '--quiet', 'topic')
    commit(folder, 'half')
    git(folder, 'switch', '--quiet', 'main')
    git(folder, 'merge', '--quiet', '--no-ff', '--no-edit', 'topic')
    expect(checkCommits(folder, base).problems).toEqual([expect.stringContaining(' half: ')])
  })

  it('is not checked if there is no commit after the base', () => {
    const { folder, base } = createRepository()
    expect(checkCommits(folder, base)).toEqual({
      problems: [],
      success: expect.stringMatching(/^0 commits/u),
    })
  })

  it('is not checked if it ends early, and the check says so', () => {
    const { folder, base } = createRepository()
    commit(folder, 'wip')
    const clone = join(createFolder(), 'clone')
    git(folder, 'clone', '--quiet', '--depth=1', pathToFileURL(folder).href, clone)
    expect(checkCommits(clone, base)).toEqual({ problems: [], success: expect.stringContaining('shallow') })
  })

  it('is not checked if it lacks the base, and the check says so', () => {
    const { folder } = createRepository()
    commit(folder, 'wip')
    expect(checkCommits(folder, 'a'.repeat(40))).toEqual({
      problems: [],
      success: 'No commit was checked: the history does not have aaaaaaa, the last commit before the rules.',
    })
  })

  it('is not checked in a folder that is not a repository, also inside another repository', () => {
    const { folder, base } = createRepository()
    commit(folder, 'wip')
    const inside = join(folder, 'unpacked')
    mkdirSync(inside)
    for (const without of [createFolder(), inside])
      expect(checkCommits(without, base)).toEqual({
        problems: [],
        success: 'No commit was checked: git finds no repository here.',
      })
  })
})
