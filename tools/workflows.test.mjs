// The workflows run on the hoster's machines alone: what can be checked of them here is.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from './workspace.mjs'

const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8')
/** @type {{ scripts: Record<string, string> }} */
const { scripts } = JSON.parse(read('package.json'))

/**
 * @typedef {object} Job
 * @property {number} [timeout-minutes]
 * @property {{ matrix?: { step?: string[] } }} [strategy]
 * @property {Record<string, string>} [permissions]
 * @property {string} [environment]
 * @property {string} [needs]
 * @property {{ uses?: string, run?: string, with?: Record<string, unknown> }[]} steps
 */
const workflows = globSync('.github/workflows/*.yml', { cwd: root }).map((path) => ({
  path,
  /** @type {{ permissions?: object, jobs: Record<string, Job> }} */
  workflow: parse(read(path)),
}))
const jobs = workflows.flatMap(({ path, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${path}: ${name}`, job })),
)

describe('the workflows', () => {
  it('run every step of .ci/run', () => {
    const steps = [...read('.ci/run').matchAll(/npm run --silent (?<step>\S+)/gu)].map(([, step]) => step)
    expect(steps.length).toBeGreaterThan(5)
    const matrix = workflows.find(({ path }) => path.endsWith('ci.yml'))?.workflow.jobs['step']?.strategy
      ?.matrix
    expect([...(matrix?.step ?? [])].sort()).toEqual(steps.sort())
  })

  it('give no job more than it is granted by name, and each an end', () => {
    for (const { path, workflow } of workflows) expect(workflow.permissions, path).toBeDefined()
    for (const { name, job } of jobs) expect(job['timeout-minutes'], name).toBeGreaterThan(0)
  })

  it('name each action by its commit, and leave no token in a checkout', () => {
    const uses = jobs.flatMap(({ job }) => job.steps.filter((step) => step.uses !== undefined))
    expect(uses.length).toBeGreaterThan(0)
    for (const { uses: action = '', with: inputs } of uses) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40}$/u)
      if (action.startsWith('actions/checkout@'))
        expect(inputs).toMatchObject({ 'persist-credentials': false })
    }
  })

  it('run scripts and tools that there are, and put no expression into a shell', () => {
    const commands = jobs.flatMap(({ job }) =>
      job.steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
    )
    for (const command of commands) {
      expect(command).not.toContain('${{')
      for (const [, script = ''] of command.matchAll(/npm run --silent (?<script>[\w:]+)/gu))
        expect(scripts).toHaveProperty([script])
      for (const [, tool = ''] of command.matchAll(/node (?<tool>tools\/\S+)/gu))
        expect(() => read(tool)).not.toThrow()
    }
  })
})

describe('a job that may publish', () => {
  const publishing = jobs.filter(({ job }) => job.permissions?.['id-token'] !== undefined)
  const others = jobs.filter((each) => !publishing.includes(each))

  it('is one, waits for an approval, and follows one that may only read', () => {
    expect(publishing.map(({ name }) => name)).toEqual(['.github/workflows/release.yml: publish'])
    const [{ job } = { job: undefined }] = publishing
    expect(job).toMatchObject({ environment: 'npm', needs: 'pack' })
    const release = workflows.find(({ path }) => path.endsWith('release.yml'))
    expect(release?.workflow.jobs['pack']?.permissions).toEqual({ contents: 'read' })
    for (const { name, job: other } of others)
      expect(Object.values(other.permissions ?? {}), name).not.toContain('write')
  })

  it('installs and builds nothing', () => {
    for (const { job } of publishing) {
      const used = job.steps.flatMap(({ uses = '' }) => (uses === '' ? [] : [uses.split('@')[0]]))
      for (const action of used)
        expect(['actions/checkout', 'actions/setup-node', 'actions/download-artifact']).toContain(action)
      const commands = job.steps.flatMap(({ run = '' }) => run.split('&&')).filter((run) => run.trim() !== '')
      expect(commands.length).toBeGreaterThan(1)
      for (const command of commands)
        expect(command.trim()).toMatch(/^(?:node tools\/release\/[a-z-]+\.mjs|gh release create)(?: |$)/u)
    }
  })

  it('runs tools that need nothing but Node, and start nothing but npm and git', () => {
    const commands = publishing.flatMap(({ job }) => job.steps.map(({ run = '' }) => run)).join('\n')
    const tools = [...commands.matchAll(/tools\/\S+\.mjs/gu)].map(([tool]) => tool)
    expect(tools).toContain('tools/release/publish.mjs')
    for (const tool of tools) {
      for (const file of listImported(tool)) {
        const started = [...read(file).matchAll(/(?:runCommand|spawn)\((?<what>[^,\s]+)/gu)].map(
          ([, what]) => what,
        )
        for (const what of started) expect(["'npm'", "'git'", 'command'], file).toContain(what)
      }
    }
    expect(
      [...read('tools/release/publish.mjs').matchAll(/runCommand\('npm', \['(?<what>\w+)'/gu)].map(
        ([, what]) => what,
      ),
    ).toEqual(['view', 'publish'])
  })

  /** @param {string} file @returns {string[]} it and what it imports; anything but Node and files beside it is an error */
  function listImported(file) {
    /** @type {string[]} */
    const found = [file]
    for (const each of found)
      for (const [, name = ''] of read(each).matchAll(/\bfrom '(?<name>[^']+)'|\bimport\('[^']+'\)/gu)) {
        if (name.startsWith('node:')) continue
        expect(name, each).toMatch(/^\.\.?\//u)
        const path = join(dirname(each), name)
        if (!found.includes(path)) found.push(path)
      }
    return found
  }
})

describe('the forms of issues', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root }).filter(
    (path) => !path.endsWith('config.yml'),
  )

  it('ask for something, and are plain YAML', () => {
    expect(forms.length).toBeGreaterThan(2)
    for (const path of forms) {
      const form = parse(read(path))
      expect(form, path).toMatchObject({ name: expect.any(String), description: expect.any(String) })
      expect(
        form.body.some(
          (/** @type {{ validations?: { required?: boolean } }} */ part) => part.validations?.required,
        ),
      ).toBe(true)
    }
  })

  it('tell people who have secrets at hand to leave them out', () => {
    for (const name of ['bug', 'roles', 'provider'])
      expect(read(`.github/ISSUE_TEMPLATE/${name}.yml`)).toMatch(
        /without secrets|leave out (?:tokens and )?secrets/iu,
      )
  })
})
