import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import pico from 'picocolors'
import { chooseProvider } from '../configuration/choose-provider.ts'
import { checkDiscovery } from '../doctor/check-discovery.ts'
import { renderFindings } from '../doctor/render-findings.ts'
import { type Written, writeProjectFile } from '../files/write-project-file.ts'
import { askChoices, type InitArguments } from '../init/ask-choices.ts'
import type { Choices } from '../init/choices.ts'
import { ignoreFiles } from '../init/ignore-files.ts'
import { findPackageManager } from '../init/find-installer.ts'
import { type FilePlan, planFiles, writeVariables } from '../init/plan-files.ts'
import { readProject } from '../init/read-project.ts'
import { renderNextSteps } from '../init/render-next-steps.ts'
import { type Surroundings, UsageError } from '../surroundings.ts'

/** Writes an application that signs people in, and says what to do next. The exit code is 1 if a file of another content stayed in its place. */
export async function runInit(
  name: string,
  given: InitArguments,
  surroundings: Surroundings,
): Promise<number> {
  const folder = resolve(surroundings.folder, name)
  const project = readProject(folder)
  const choices = await askChoices(given, project, surroundings)
  await lookAtIssuer(choices, surroundings)
  createFolder(folder)
  const plan = planFiles(choices, project)
  const isComplete = await writeFiles(folder, plan, given.force === true, surroundings)
  const manager = findPackageManager(folder, surroundings.environment['npm_config_user_agent'])
  surroundings.write(`\n${renderNextSteps(choices, project, manager, process.versions.node)}`)
  return isComplete ? 0 : 1
}

/** Says what the discovery gives. It stops nothing: the provider may not be there yet. */
async function lookAtIssuer(choices: Choices, surroundings: Surroundings): Promise<void> {
  const { issuerUrl, clientId, provider, baseUrl } = choices
  if (issuerUrl === provider.issuerExample && provider.id !== 'google') return
  surroundings.writeError(`Looking at ${issuerUrl} …\n`)
  const options = {
    baseUrl,
    providers: [{ providerId: 'main', issuerUrl, clientId }],
    security: { requiredRoles: [] },
    session: { secret: 'no session is ever sealed with these words' },
  }
  const { config, provider: examined } = chooseProvider(options, undefined)
  const { findings } = await checkDiscovery({ config, provider: examined, network: surroundings })
  const colors = pico.createColors(surroundings.isInteractive)
  surroundings.writeError(`${renderFindings(findings, colors)}\n`)
}

function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`The folder ${folder} cannot be made: ${code}.`)
  }
}

/** Writes every file, says what became of each, and gives whether each is there as planned. */
async function writeFiles(
  folder: string,
  { files, environment, example, ignored }: FilePlan,
  isForced: boolean,
  surroundings: Surroundings,
): Promise<boolean> {
  const say = (path: string, became: string) => surroundings.write(`${became.padEnd(10)} ${path}\n`)
  let isComplete = true
  for (const file of [...files, example]) {
    const isKept = file.keepsExisting === true && existsSync(join(folder, file.path))
    const written: Written = isKept
      ? 'unchanged'
      : await writeProjectFile(folder, file, isForced, surroundings)
    if (written === 'kept') isComplete = false
    say(file.path, written === 'kept' ? 'kept' : written)
    if (written === 'kept') surroundings.write('           It differs. --force writes over it.\n')
  }
  // Before there is a secret in the folder.
  if (ignoreFiles(folder, ignored).length > 0) say('.gitignore', 'extended')
  await writeEnvironment(folder, environment, surroundings, say)
  return isComplete
}

/** Writes the file with the secrets, readable for its owner alone. One that is there stays, and is not shown. */
async function writeEnvironment(
  folder: string,
  { path, variables }: FilePlan['environment'],
  surroundings: Surroundings,
  say: (path: string, became: string) => void,
): Promise<void> {
  const target = join(folder, path)
  if (existsSync(target)) {
    const present = parseEnv(readFileSync(target, 'utf8'))
    const missing = [...variables.keys()].filter((name) => present[name] === undefined)
    say(path, 'kept')
    if (missing.length > 0)
      surroundings.write(`           It lacks ${missing.join(', ')}. Add what .env.example shows.\n`)
    return
  }
  await writeProjectFile(
    folder,
    { path, text: writeVariables(variables, path), mode: 0o600 },
    false,
    surroundings,
  )
  say(path, 'new')
}
