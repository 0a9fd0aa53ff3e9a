import { readFileSync } from 'node:fs'
import type { SessionStore } from '@x/oidc-node'
import * as pg from 'pg'
import { parseMarkdown } from '../../../../tools/docs/parse-markdown.mjs'
import { evaluateProgram } from '../../../../tools/docs/read-guide.mjs'
import { startPostgresql, type Postgresql } from '../../../../tools/stores/start-postgresql.mjs'

/** What the program of the guide exports. */
export interface GuideProgram {
  readonly schema: string
  readonly createPool: (connectionString: string) => pg.Pool
  readonly createPostgresStore: (pool: pg.Pool) => SessionStore
  readonly deleteExpired: (pool: pg.Pool) => Promise<number>
}

const guide = new URL('../../../../docs/guides/sessions-in-postgresql.md', import.meta.url)

/** Runs the program of the guide. */
export function loadGuideProgram(): GuideProgram {
  const { blocks } = parseMarkdown(readFileSync(guide, 'utf8'))
  const [program, ...others] = blocks.filter(({ code }) => code.includes('export const schema'))
  if (program === undefined || others.length > 0) throw new Error('the guide must have one store')
  const load = (name: string): unknown => (name === 'pg' ? pg : {})
  return evaluateProgram(program.code, load, {}) as unknown as GuideProgram
}

/** Starts the server that `npm run test:stores` has installed. */
export async function openPostgresql(): Promise<Postgresql> {
  const installed = process.env['POSTGRESQL']
  if (installed === undefined) throw new Error('there is no server: use npm run test:stores')
  return startPostgresql(installed)
}
