import { readFileSync } from 'node:fs'
import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { parseMarkdown } from '../../../../tools/docs/parse-markdown.mjs'
import { openPostgresql } from './guide-store.ts'

const guide = new URL('../../../../docs/guides/accounts.md', import.meta.url)

it('creates one account for a person who signs in twice at the same time, with the SQL of the guide', async () => {
  const [statement, ...others] = parseMarkdown(readFileSync(guide, 'utf8')).blocks.filter(
    ({ language }) => language === 'sql',
  )
  expect(others).toEqual([])
  const server = await openPostgresql()
  const pool = new Pool({ connectionString: server.connectionString })
  // `pool.end()` does not wait for the sockets, and the server may still write to them that it stops.
  pool.on('error', () => undefined)
  try {
    await pool.query(`create table accounts (
      id bigint generated always as identity primary key, issuer text not null, subject text not null,
      name text not null, is_closed boolean not null default false, unique (issuer, subject))`)
    const signIn = (subject: string, name: string) =>
      pool.query(statement?.code ?? '', ['https://id.example.com', subject, name])
    const results = await Promise.all(['Ada', 'Ada', 'Ada'].map((name) => signIn('ada', name)))
    const ids = results.map(({ rows }) => (rows as { id: string }[])[0]?.id)
    expect(new Set(ids).size).toBe(1)
    expect((await signIn('ada', 'Ada Lovelace')).rows).toEqual([{ id: ids[0], is_closed: false }])
    expect((await signIn('ben', 'Ben')).rows).not.toEqual([{ id: ids[0], is_closed: false }])
    expect((await pool.query('select subject, name from accounts order by subject')).rows).toEqual([
      { subject: 'ada', name: 'Ada Lovelace' },
      { subject: 'ben', name: 'Ben' },
    ])
  } finally {
    await pool.end()
    await server.close()
  }
})
