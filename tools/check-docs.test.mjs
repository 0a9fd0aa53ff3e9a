import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkDecisions } from './docs/check-decisions.mjs'
import { checkErrorPage } from './docs/check-error-page.mjs'
import { checkExcerpts } from './docs/check-excerpts.mjs'
import { checkFileNames } from './docs/check-file-names.mjs'
import { checkLinks } from './docs/check-links.mjs'
import { checkConfigurationTables, checkEventTables, checkStreamTable } from './docs/check-tables.mjs'
import { compileBlocks } from './docs/compile-blocks.mjs'
import { parseMarkdown } from './docs/parse-markdown.mjs'
import { runBlocks } from './docs/run-blocks.mjs'
import { fileUrl } from './package-metadata.mjs'
import { root } from './workspace.mjs'

/** @param {string[]} lines */
const documentOf = (...lines) => ({ path: 'docs/some.md', ...parseMarkdown(lines.join('\n')) })

/** @param {string[]} lines */
const programOf = (...lines) => documentOf('```ts', ...lines, '```')

/** @param {string} path */
const tablesOf = (path) => parseMarkdown(readFileSync(join(root, path), 'utf8')).tables

describe('the programs of a document', () => {
  it('are compiled against the sources, be they fragments, and problems have their line', () => {
    const wrong = [
      documentOf('# A', '', '```ts', "import { createOidc } from '@x/oidc-node'", '', 'createOidc(1)', '```'),
      programOf("oidc.requireRole('ROLE_ADMlN')"),
      programOf('oidc.requireRoles()'),
    ]
    const right = programOf("app.get('/a', oidc.requireRole('ROLE_ADMIN'), handler)")
    const excerpt = programOf('// examples/fetch-bun/src/main.ts', 'Bun.serve()')
    expect(compileBlocks([...wrong, right, excerpt])).toEqual([
      expect.stringMatching(/^docs\/some\.md:6: .*'number'/u),
      expect.stringMatching(/^docs\/some\.md:2: .*ROLE_ADMlN/u),
      expect.stringMatching(/^docs\/some\.md:2: .*requireRoles/u),
    ])
  })

  it('may be a part of an example, and then must be found there', () => {
    const name = '// examples/fetch-bun/src/main.ts'
    const right = programOf(
      name,
      'const engine = createEngine({',
      "  baseUrl: env['BASE_URL'] ?? 'http://localhost:3000',",
    )
    const wrong = [
      programOf(name, 'const engine = createEngine()'),
      programOf('// examples/fetch-none/main.ts', 'const engine'),
      programOf(name),
    ]
    expect(checkExcerpts([right, ...wrong])).toEqual([
      'docs/some.md:2: examples/fetch-bun/src/main.ts has no such part',
      'docs/some.md:2: there is no examples/fetch-none/main.ts',
      'docs/some.md:2: examples/fetch-bun/src/main.ts has no such part',
    ])
  })

  it('must print what the document says', async () => {
    const { blocks } = documentOf('```ts', 'console.log(1 + 1)', '```', '', '```text', '3', '```')
    expect(await runBlocks(blocks)).toEqual([
      expect.objectContaining({ printed: '2', problem: expect.any(String) }),
    ])
    const right = documentOf('```ts', 'console.log(1 + 1)', '```', '', '```text', '2', '```')
    expect((await runBlocks(right.blocks))[0]?.problem).toBeUndefined()
  })

  it('must give the values that their comments say', async () => {
    const [wrong] = await runBlocks(programOf('[1].concat(2) // => [1]').blocks)
    expect(wrong?.problem).toContain('line 1')
    const [right] = await runBlocks(programOf('[1].concat(2) // => [1, 2]').blocks)
    expect(right?.problem).toBeUndefined()
  })

  it('are not run if they state no output', async () => {
    expect(await runBlocks(programOf('throw new Error()').blocks)).toEqual([])
  })
})

describe('the links of a document', () => {
  it.each([
    ['[a](nowhere.md)'],
    ['[a](../../outside.md)'],
    ['[a](#nowhere)'],
    ['| [a](nowhere.md) | b |'],
    [`[a](${fileUrl('docs/nowhere.md')})`],
    ['[a](../README.md#nowhere)'],
  ])('lead somewhere: %s does not', (text) => {
    expect(checkLinks([documentOf('# Heading', '', text)])).toEqual([
      expect.stringContaining('docs/some.md:3'),
    ])
  })

  it.each([
    ['[a](../README.md)'],
    ['[a](#the-log-of-x)'],
    ['[a](https://example.com/nowhere)'],
    [`[a](${fileUrl('docs/http.md')})`],
    ['`[a](nowhere.md)`'],
    ['[a](../packages/node)'],
  ])('lead somewhere: %s does', (text) => {
    expect(checkLinks([documentOf('## The log of `x`', '', text)])).toEqual([])
  })
})

describe('the files that a document names', () => {
  it.each([
    ['`tools/check-nothing.mjs`'],
    ['`routes/nowhere.ts`'],
    ['| `nowhere.ts` | in a table |'],
    ['`nowhere/`'],
    ['`packages/nowhere`'],
    ['`packages/*/src/nowhere.ts`'],
  ])('must exist, so %s is reported', (text) => {
    expect(checkFileNames([documentOf('', text)])).toEqual([
      expect.stringMatching(/^docs\/some\.md:2: there is no file .*(?:nowhere|nothing)/u),
    ])
  })

  it.each([
    ['`tools/check-docs.mjs`, `.ci/run`, `docs/decisions/`'],
    ['`routes/dispatch.ts`, `config/oidc-config.ts`, `table.ts`, `sessions/`'],
    ['`packages/*/src/index.ts`, `vitest.workspace.ts`'],
    ['`./adapter`, `/login`, `@x/oidc-node`, `session.absoluteSeconds`, `node tools/build.mjs`, `{ all }`'],
  ])('exist: %s do, or name no file', (text) => {
    expect(checkFileNames([documentOf(text)])).toEqual([])
  })
})

describe('the decisions', () => {
  const page = (/** @type {string} */ name, /** @type {string[]} */ ...lines) => ({
    name,
    text: lines.join('\n'),
  })
  const parts = [
    '',
    '**Context.** It rains.',
    '',
    '**Decision.**',
    '',
    '- Stay.',
    '',
    '**Alternatives.** Go.',
  ]
  const first = page(
    '0001-old.md',
    '# 1. Old',
    '',
    'Date: 2026-11-01. Status: superseded by [decision 2](0002-new.md).',
    ...parts,
  )
  const second = page(
    '0002-new.md',
    '# 2. New',
    '',
    'Date: 2026-11-02. Status: accepted. It supersedes one.',
    ...parts,
  )
  const rows = [
    { number: '[1](0001-old.md)', title: 'Old', status: 'superseded by [2](0002-new.md)' },
    { number: '[2](0002-new.md)', title: 'New', status: 'accepted' },
  ]

  it('are listed with number, title and status', () => {
    expect(checkDecisions([first, second], [{ heading: '', rows }])).toEqual([])
  })

  it('are listed as their pages have them, and nothing else is', () => {
    const [, row = {}] = rows
    expect(checkDecisions([first, second], [{ heading: '', rows: [{ ...row, title: 'Newer' }] }])).toEqual([
      'README.md must have the row [1](0001-old.md) | Old | superseded by [2](0002-new.md)',
      'README.md must have the row [2](0002-new.md) | New | accepted',
      'README.md has a row of no page: [2](0002-new.md) | Newer | accepted',
    ])
  })

  it('have a number of their own', () => {
    const third = page('0002-other.md', '# 2. Other', '', 'Date: 2026-11-02. Status: accepted.', ...parts)
    expect(checkDecisions([first, second, third], [{ heading: '', rows }])).toContain(
      'two pages have the number 2: give the newer one the next that is free',
    )
  })

  it.each([
    ['# 3. Other', '', 'Date: 2026-11-02. Status: accepted.'],
    ['# 2. Other', '', 'Status: accepted.'],
    ['# 2. Other', '', '**Context.**'],
  ])('begin with number, title, date and status: %s', (...lines) => {
    expect(checkDecisions([page('0002-other.md', ...lines, ...parts)], [])).toEqual([
      expect.stringContaining('0002-other.md must begin with'),
    ])
  })

  it.each([['Context'], ['Decision'], ['Alternatives']])('have a paragraph %s', (part) => {
    for (const without of ['**Reason.** None', `**${part}.**\n\n**Reason.**`]) {
      const text = first.text.replace(`**${part}.**`, without)
      expect(checkDecisions([{ ...first, text }, second], [{ heading: '', rows }])).toEqual([
        `0001-old.md must have a paragraph that begins with '**${part}.**'`,
      ])
    }
  })

  it.each([['2026-02-30'], ['2026-13-01']])('have a day that there is: not %s', (date) => {
    const text = first.text.replace('2026-11-01', date)
    expect(checkDecisions([{ ...first, text }, second], [{ heading: '', rows }])).toEqual([
      `0001-old.md: there is no day ${date}`,
    ])
  })
})

describe('the tables', () => {
  it('of the configuration name every key and code, and no other', () => {
    expect(checkConfigurationTables([])).toEqual(
      expect.arrayContaining([
        'session: the key idleSeconds is not in the table',
        'there is no row for the warning gate_open',
      ]),
    )
  })

  it.each([
    ['idleSeconds', '`60`', 'session: idleSeconds has the default 3600'],
    ['idleSeconds', 'required', 'session: idleSeconds is not required'],
    ['idleSeconds', '–', 'session: idleSeconds has the default 3600'],
    ['storage', '–', 'session: there is no key storage'],
  ])('of the configuration tell the truth: %s is not %s', (key, stated, problem) => {
    const rows = [{ key: `\`${key}\``, default: stated }]
    expect(checkConfigurationTables([{ heading: '`session`', rows }])).toContain(problem)
  })

  it('of the configuration have examples that give their code', () => {
    const row = { code: '`missing`', severity: 'error', 'given by': '`clockSkewSeconds = 999`' }
    expect(checkConfigurationTables([{ heading: '', rows: [row] }])).toContain(
      'clockSkewSeconds = 999 gives no missing, but out_of_range',
    )
  })

  it('of events name every event with its levels and fields', () => {
    const signedIn = { event: '`signed_in`', level: '`info`', fields: '`providerId`, `issuer`, `subject?`' }
    const invented = { event: '`signed_up`', level: '`info`', fields: 'none' }
    const problems = checkEventTables([{ heading: '', rows: [signedIn, invented] }])
    expect(problems).toEqual(
      expect.arrayContaining([
        'no table has the event signed_in (info): issuer, providerId, reference, subject',
        'there is no event signed_in (info): issuer, providerId, subject?',
        'there is no event signed_up (info): ',
        'no table has the event an error (error, info, warn): detail?, providerId?, reference?',
      ]),
    )
    expect(checkEventTables(tablesOf('docs/http.md'))).toEqual([])
  })

  it('of events that only onEvent receives name each with its detail', () => {
    const rows = [
      { event: '`sign_in_started`', '`detail`': '`loud`' },
      { event: '`store_down`', '`detail`': '`store`, `operation`' },
    ]
    const problems = checkStreamTable([{ heading: '', rows }])
    expect(problems).toEqual(
      expect.arrayContaining([
        'no table has the event sign_in_started: silent',
        'there is no event sign_in_started: loud',
        'no table has the event store_up: store, operation',
      ]),
    )
    expect(problems).not.toContain('no table has the event store_down: store, operation')
    expect(checkStreamTable(tablesOf('docs/guides/events.md'))).toEqual([])
  })

  it('are found in the documents', () => {
    expect(tablesOf('docs/configuration.md').length).toBeGreaterThan(7)
    expect(tablesOf('docs/http.md').some(({ rows }) => rows.some((row) => 'event' in row))).toBe(true)
  })
})

describe('the page of error codes', () => {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8')

  it('has every code', () => {
    expect(checkErrorPage(page)).toEqual([])
  })

  it('says the status and the detail of the code, what happened and what to do', () => {
    const changed = page
      .replace('### `unknown_provider`', '### `unknown_tenant`')
      .replace('Status 403. No detail.', 'Status 404. No detail.')
      .replace('Status 401. Detail: `why`.', 'Status 401. Detail: `reason`.')
    const cut = changed.replace(/(?<=### `request_too_large`\n\n.*\n)[^#]*/u, '\n')
    expect(checkErrorPage(cut)).toEqual([
      'tokens_unavailable must begin with: Status 401. Detail: `why`.',
      'there is no section ### `unknown_provider`',
      'cross_site_request must begin with: Status 403. No detail.',
      'request_too_large must say what happened',
      "request_too_large must have a paragraph that begins with '**What to do.**'",
      'there is no error unknown_tenant',
    ])
  })
})
