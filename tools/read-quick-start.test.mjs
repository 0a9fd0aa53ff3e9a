import { describe, expect, it } from 'vitest'
import { readQuickStart } from './docs/read-quick-start.mjs'

/** @param {string[]} lines */
const read = (...lines) =>
  readQuickStart(
    ['# A', '', '## Quick start', ...lines, '', '## B', '```sh', 'rm -r', '```'].join('\n'),
    '## Quick start',
  )

describe('the quick start of a document', () => {
  it('names the packages for each kind of dependency', () => {
    const start = read('```sh', 'npm install --save-dev a', 'npm install @x/b c@30', '```')
    expect(start.packages).toEqual(['a', '@x/b', 'c@30'])
    expect(start.commands).toEqual([])
  })

  it('ends at the next heading, and a comment of a program is not a heading', () => {
    const start = read('```sh', '# .env', 'A=1', 'B=', '```', '### C', '```sh', 'node app.mjs', '```')
    expect(start.environment).toEqual({ file: '.env', variables: ['A', 'B'] })
    expect(start.commands).toEqual(['node app.mjs'])
  })

  it('has the programs by name, and their output', () => {
    const start = read(
      '```ts',
      '// app.mjs',
      'console.log(1)',
      '```',
      '',
      '```text',
      '1',
      '```',
      '```ts',
      'fragment()',
      '```',
    )
    expect([...start.files]).toEqual([['app.mjs', '// app.mjs\nconsole.log(1)\n']])
    expect(start.outputs.get('app.mjs')).toBe('1')
  })

  it('has the addresses to register, and not the address to open', () => {
    const start = read(
      '- `http://localhost:3000/a`',
      '- `http://localhost:3000/b`',
      'Open `http://localhost:3000`.',
    )
    expect(start.addresses).toEqual(['http://localhost:3000/a', 'http://localhost:3000/b'])
  })

  it('has what takes the place of security, without roles and with some', () => {
    const some = "security: { requiredRoles: [], roleMapping: { admins: ['ROLE_ADMIN'] } }"
    const none = 'security: { requiredRoles: [] }'
    expect(read(`Write \`${some}\`.`, `Write \`${none}\`.`)).toMatchObject({
      withSomeRoles: some,
      withoutRoles: none,
    })
    expect(read(`Write \`${none}\`.`).withSomeRoles).toBeUndefined()
  })

  it('must be there', () => {
    expect(() => readQuickStart('# A', '## Quick start')).toThrow('## Quick start')
  })
})
