import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { people } from '@x/example-node/people'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startExample } from '../src/start-example.ts'
import type { RunningExample } from '../src/start-example.ts'
import { nodeOptions } from './tested-apps.ts'

/** Whether there is a shell to copy the commands into. What they ask for, the check of the examples asks for, too. */
const hasCurl = spawnSync('sh', ['-c', 'curl --version']).status === 0

interface Card {
  readonly id: string
  readonly commands: readonly string[]
  /** What the page says that the commands answer, from the first to the last that says so. */
  readonly answers: readonly string[]
}

function readCards(page: string): readonly Card[] {
  return [...page.matchAll(/aria-labelledby="(jwt|opaque)">(.*?)<\/section>/gsu)].map(
    ([, id = '', card = '']) => ({
      id,
      commands: [...card.matchAll(/<pre[^>]*>(.*?)<\/pre>/gsu)].map(([, command = '']) => readText(command)),
      answers: [...card.matchAll(/answers (\d+)/gu)].map(([, status = '']) => status),
    }),
  )
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

function readText(markup: string): string {
  return markup.replaceAll(/&[^;]+;/gu, (entity) => entities[entity] ?? entity)
}

describe('the page with commands for the API', () => {
  let example: RunningExample
  let cards: readonly Card[]
  beforeAll(async () => {
    example = await startExample({ app: 'node', people, appPort: 0, providerPort: 0, nodeOptions })
    cards = readCards(await (await fetch(`${example.appUrl}/use-the-api`)).text())
  })
  afterAll(() => example.close())

  it('shows a refusal without a token, an answer and a refusal with one, for both formats', () => {
    expect(cards.map(({ id, answers }) => [id, answers])).toEqual([
      ['jwt', ['401', '200', '403']],
      ['opaque', ['401', '200', '403']],
    ])
    for (const { commands } of cards) expect(commands).toHaveLength(4)
  })

  it('has one card where the provider is like Keycloak, with the address of its token endpoint', async () => {
    const keycloak = await startExample({
      ...{ app: 'node', people, appPort: 0, providerPort: 0, nodeOptions },
      provider: 'keycloak',
    })
    try {
      const page = await (await fetch(`${keycloak.appUrl}/use-the-api`)).text()
      expect(readCards(page).map(({ id }) => id)).toEqual(['jwt'])
      expect(page).toContain('/realms/main/protocol/openid-connect/token')
    } finally {
      await keycloak.close()
    }
  })

  it.runIf(hasCurl)('says what comes out when the commands are copied into a shell', async () => {
    for (const { commands, answers } of cards) {
      const { stdout } = await promisify(execFile)('sh', ['-c', commands.join('\necho\n')])
      expect([...stdout.matchAll(/^HTTP\/1\.1 (\d+)/gmu)].map(([, status]) => status)).toEqual(answers)
      expect(stdout).toContain('{"caller":"ben","orders":')
    }
  })
})
