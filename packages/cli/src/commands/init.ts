import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { cleanText } from '@x/oidc-core'
import { codeOf } from '../files/code-of.ts'
import { readProjectFile, writeProjectFile } from '../files/write-project-file.ts'
import { askChoices, asksPerson } from '../init/ask-choices.ts'
import type { InitArguments } from '../init/check-arguments.ts'
import { isExample } from '../init/ask-issuer.ts'
import type { Choices } from '../init/choices.ts'
import { ignoreFiles } from '../init/ignore-files.ts'
import { lookAtIssuer } from '../init/look-at-issuer.ts'
import { findPackageManager } from '../init/find-installer.ts'
import { type FilePlan, planFiles, writeVariables } from '../init/plan-files.ts'
import { readProject } from '../init/read-project.ts'
import { type Kept, renderCommands, renderKept, renderRegistration } from '../init/render-next-steps.ts'
import { type Surroundings, UsageError } from '../surroundings.ts'

/** Writes an application that signs people in, and says what to do next. The exit code is 1 if the issuer is none, or if a file of another content stayed in its place. */
export async function runInit(
  name: string,
  given: InitArguments,
  surroundings: Surroundings,
): Promise<number> {
  const folder = resolve(surroundings.folder, name)
  const project = readProject(folder)
  const choices = await askChoices(given, project, surroundings)
  if (!asksPerson(given, surroundings) && !(await isUsable(choices, surroundings))) return 1
  const plan = planFiles(choices, project)
  const own = listOwn(folder, plan.files)
  createFolder(folder)
  const kept = await writeFiles(folder, plan, own, given.force === true, surroundings)
  const { environment, folder: from, write } = surroundings
  const manager = findPackageManager(folder, environment['npm_config_user_agent'])
  write(`\n${renderRegistration(choices, manager)}\n`)
  const keptOfApp = kept.filter(({ path }) => path !== plan.example.path)
  write(
    keptOfApp.length > 0
      ? renderKept(keptOfApp, choices, manager)
      : renderCommands(choices, project, manager, {
          ...{ nodeVersion: process.versions.node, from },
          ownPage: own.find((path) => path === project.next.homePage),
        }),
  )
  return kept.length === 0 ? 0 : 1
}

/** Whether files may be written for an issuer that no person can be asked about. One that cannot be reached may be there later. */
async function isUsable({ issuerUrl, provider }: Choices, surroundings: Surroundings): Promise<boolean> {
  if (isExample(issuerUrl, provider)) return true
  const sight = await lookAtIssuer(issuerUrl, surroundings)
  if (sight === 'unknown')
    surroundings.writeError(
      'The files are written all the same. Run oidc doctor when the provider answers.\n',
    )
  if (sight === 'other')
    surroundings.writeError('Nothing was written. Run the command again with the right --issuer.\n')
  return sight !== 'other'
}

function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new UsageError(`The folder ${folder} cannot be made: ${codeOf(error)}.`)
  }
}

/** The paths of files that the project has in its own form, and that stay. One that cannot be read ends the command before anything is written. */
function listOwn(folder: string, files: FilePlan['files']): readonly string[] {
  return files
    .filter(({ path, keepsExisting }) => keepsExisting === true && existsSync(join(folder, path)))
    .filter(({ path, text }) => readProjectFile(join(folder, path)) !== text)
    .map(({ path }) => path)
}

/**
 * Writes every file, says what became of each, and gives those that stayed in the place of what the application needs.
 * @param own the paths that `listOwn` gave
 */
async function writeFiles(
  folder: string,
  { files, environment, example, ignored }: FilePlan,
  own: readonly string[],
  isForced: boolean,
  surroundings: Surroundings,
): Promise<readonly Kept[]> {
  const say = (path: string, became: string) => surroundings.write(`${became.padEnd(10)} ${path}\n`)
  const advise = (text: string) => surroundings.write(`           ${text}\n`)
  const kept: Kept[] = []
  for (const file of [...files, example]) {
    const { path, takenBy, keepsExisting = false } = file
    if (takenBy !== undefined) {
      kept.push({ path: takenBy.path, canBeForced: false })
      say(takenBy.path, 'kept')
      advise(takenBy.advice)
    } else if (keepsExisting && existsSync(join(folder, path))) {
      say(path, own.includes(path) ? 'kept' : 'unchanged')
    } else {
      const written = await writeProjectFile(folder, file, isForced, surroundings)
      say(path, written)
      if (written !== 'kept') continue
      kept.push({ path, canBeForced: true })
      advise('It differs. --force writes over it.')
    }
  }
  // Before there is a secret in the folder.
  if (ignoreFiles(folder, ignored).length > 0) say('.gitignore', 'extended')
  await writeEnvironment(folder, environment, surroundings, say)
  return kept
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
    for (const name of ['ISSUER_URL', 'CLIENT_ID'] as const) {
      const [there = '', here = ''] = [present[name], variables.get(name)]
      if (there !== '' && there !== here)
        surroundings.write(
          `           Its ${name} is another one: ${quote(there)}; you gave ${quote(here)}. The application takes that of the file: change it there.\n`,
        )
    }
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

const quote = (value: string): string => JSON.stringify(cleanText(value, 200))
