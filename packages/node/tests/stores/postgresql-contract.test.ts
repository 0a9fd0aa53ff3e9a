import { describeSessionStore } from '@x/oidc-testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Postgresql } from '../../../../tools/stores/start-postgresql.mjs'
import { loadGuideProgram, openPostgresql } from './guide-store.ts'

const { createPostgresStore, deleteExpired, schema } = loadGuideProgram()

let server: Postgresql
let pool: Pool

beforeAll(async () => {
  server = await openPostgresql()
  // Without the timeouts of the guide: a case may take as long as the machine needs.
  pool = new Pool({ connectionString: server.connectionString })
  // `pool.end()` does not wait for the sockets, and the server may still write to them that it stops.
  pool.on('error', () => undefined)
  // A migration may run twice.
  await pool.query(schema)
  await pool.query(schema)
})
afterAll(async () => {
  await pool.end()
  await server.close()
})

async function openStore() {
  await pool.query('TRUNCATE oidc_sessions')
  return createPostgresStore(pool)
}

describe('the store of the guide keeps the contract of session stores on PostgreSQL', () => {
  it.each(describeSessionStore(openStore, { clock: 'own' }))('$name', ({ run }) => run())
})

describe('the sweep of the guide', () => {
  const now = Math.floor(Date.now() / 1000)
  const build = (seconds: number) => ({
    ...{ data: 'sealed', version: 0, indexes: ['subject'], lockVersion: 0 },
    expiresAt: now + seconds,
  })

  it('deletes expired sessions alone, 1000 at a time', async () => {
    const store = await openStore()
    for (let at = 0; at < 1010; at += 1) await store.create(`expired-${at}`, build(-1))
    for (let at = 0; at < 10; at += 1) await store.create(`valid-${at}`, build(86_400))
    expect([await deleteExpired(pool), await deleteExpired(pool), await deleteExpired(pool)]).toEqual([
      1000, 10, 0,
    ])
    expect(await store.deleteAll('subject')).toBe(10)
  })

  it('may run in several processes at once', async () => {
    const store = await openStore()
    for (let at = 0; at < 500; at += 1) await store.create(`expired-${at}`, build(-1))
    const counts = await Promise.all(Array.from({ length: 8 }, () => deleteExpired(pool)))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(500)
  })
})

it.each([
  ['a session by its key', 'SELECT * FROM oidc_sessions WHERE key = $1', 'oidc_sessions_pkey'],
  [
    'sessions by an index',
    'DELETE FROM oidc_sessions WHERE indexes @> ARRAY[$1::text]',
    'oidc_sessions_indexes',
  ],
])('finds %s without reading the whole table', async (_, statement, index) => {
  const plan = await explain(statement.replace('$1', "'a'"))
  expect(plan).toContain(index)
})

it('finds expired sessions without reading the whole table', async () => {
  const statements: string[] = []
  await deleteExpired({ query: async (text: string) => statements.push(text) } as unknown as Pool)
  expect(await explain(statements.join(''))).toContain('oidc_sessions_expires_at')
})

/** The plan of a statement where the database reads whole tables only if it must: this one is small. */
async function explain(statement: string): Promise<string> {
  const client = await pool.connect()
  try {
    await client.query('SET enable_seqscan = off')
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${statement}`)
    return rows.map((row) => Object.values(row).join()).join('\n')
  } finally {
    client.release(true)
  }
}
