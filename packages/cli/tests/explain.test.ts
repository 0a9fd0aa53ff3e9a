import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'oidc-explain-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)

write('.env', 'ORDERS_SESSION_SECRET=a secret of more than thirty-two bytes\n')
write(
  'oidc.config.ts',
  `const secret: string | undefined = process.env.ORDERS_SESSION_SECRET
export default {
  baseUrl: 'http://localhost:3000',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', rolesClaims: ['groups', { path: ['realm_access', 'roles'], from: 'accessToken' }] }],
  security: { roleMapping: { staff: ['ROLE_USER'], admin: ['ROLE_ADMIN'] } },
  session: { secret },
}
`,
)
write('ada.json', JSON.stringify({ sub: 'ada', name: 'Ada', groups: ['staff'] }))
write(
  'grace.json',
  JSON.stringify({
    idToken: { sub: 'grace', name: 'Grace', groups: ['staff'] },
    accessToken: { realm_access: { roles: ['admin'] } },
  }),
)
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = `${encode({ alg: 'RS256' })}.${encode({ sub: 'linus', name: 'Linus', groups: [] })}.c2ln`
const explain = (...args: readonly string[]) =>
  runCli(['explain', ...args], { folder, readInput: async () => jwt })

describe('explain', () => {
  it('says in words why a person is admitted, with a configuration in TypeScript and its .env', async () => {
    const { exitCode, output } = await explain('--claims', 'ada.json')
    expect(output).toMatch(/"ROLE_USER"/u)
    expect(exitCode).toBe(0)
  })

  it('says why a person lacks a role', async () => {
    const { exitCode, output } = await explain('--claims', 'ada.json', '--role', 'ROLE_ADMIN')
    expect(output).toMatch(/"ROLE_ADMIN" was not granted/u)
    expect(exitCode).toBe(1)
  })

  it('reads claims by source', async () => {
    const { exitCode, output } = await explain('--claims', 'grace.json', '--role', 'ROLE_ADMIN', '--json')
    expect(JSON.parse(output)).toMatchObject({
      admitted: true,
      name: 'grace',
      roles: ['ROLE_ADMIN', 'ROLE_USER'],
    })
    expect(exitCode).toBe(0)
  })

  it.each([
    ['by the claim typ, as Keycloak writes it', { alg: 'RS256' }, { typ: 'Bearer' }],
    ['by its header', { alg: 'RS256', typ: 'at+jwt' }, {}],
  ])('recognizes an access token %s', async (_name, header, more) => {
    const claims = { sub: 'grace', realm_access: { roles: ['admin'] }, ...more }
    write('access.txt', `${encode(header)}.${encode(claims)}.c2ln`)
    const { exitCode, output, errors } = await explain('--claims', 'access.txt', '--role', 'ROLE_ADMIN')
    expect(output).not.toContain("see from: 'idToken'")
    expect(output).toMatch(/"ROLE_ADMIN"/u)
    expect(errors).toContain('This is an access token')
    // The gate of the application requires ROLE_USER as well.
    expect(exitCode).toBe(1)
    expect(JSON.parse((await explain('--claims', 'access.txt', '--json')).output)).toMatchObject({
      trace: { keys: [{ key: 'admin' }] },
    })
  })

  it('reads a JWT of the standard input', async () => {
    const { exitCode, output } = await explain('--claims', '-')
    expect(output).toMatch(/Not admitted, role_missing/u)
    expect(exitCode).toBe(1)
  })
})

describe('explain says where a role key stands that no rule reads', () => {
  const config = `export default {
  baseUrl: 'http://localhost:3000',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', rolesClaims: [{ path: ['realm_access', 'roles'], from: 'accessToken' }] }],
  security: { roleMapping: { editor: ['ROLE_EDITOR'], staff: ['ROLE_USER'] }, impliedRoles: { ROLE_EDITOR: ['ROLE_READER'] } },
  session: { secret: 'a secret of more than thirty-two bytes' },
}
`
  const ask = (claims: object, ...args: readonly string[]) => {
    write('unread.config.mjs', config)
    write('unread.json', JSON.stringify({ idToken: { sub: 'ada', name: 'Ada' }, ...claims }))
    return explain('--claims', 'unread.json', '--config', 'unread.config.mjs', ...args)
  }
  const ofClient = { resource_access: { myapp: { roles: ['editor'] } } }
  const hint = `The access token has "editor" at ["resource_access","myapp","roles"]; no entry of rolesClaims reads it. Add the entry { path: ['resource_access', 'myapp', 'roles'], from: 'accessToken' }\n`

  it.each(['ROLE_EDITOR', 'ROLE_READER'])('of the role %s, also by a role that implies it', async (role) => {
    const { output } = await ask(
      { accessToken: { realm_access: { roles: ['staff'] }, ...ofClient } },
      '--role',
      role,
    )
    expect(output).toContain(hint)
  })

  it('of every role, and beside what is no text', async () => {
    expect((await ask({ accessToken: ofClient })).output).toContain(hint)
    const { output, errors } = await ask({ accessToken: ofClient }, '--json')
    expect(JSON.parse(output)).toMatchObject({ admitted: false })
    expect(errors).toContain(hint)
  })

  it.each([
    [
      { idToken: { sub: 'ada', groups: ['editor'] } },
      `The ID Token has "editor" at "groups"; no entry of rolesClaims reads it. Add the entry 'groups'\n`,
    ],
    [
      { idToken: { sub: 'ada', groups: ['x'] }, userinfo: { sub: 'ada', groups: ['editor'] } },
      `UserInfo has "editor" at "groups"; no entry of rolesClaims reads it. Add the entry { path: 'groups', from: 'userinfo' }\n`,
    ],
  ])('with the entry that reads it: %j', async (claims, words) => {
    expect((await ask(claims)).output).toContain(words)
  })

  it.each([
    [{ accessToken: { realm_access: { roles: ['editor'] }, ...ofClient } }],
    // A person may choose these, or they are for other things.
    [{ idToken: { sub: 'ada', name: 'editor', aud: ['editor'] }, accessToken: { scope: ['editor'] } }],
  ])('and nothing about %j', async (claims) => {
    expect((await ask(claims, '--role', 'ROLE_EDITOR')).output).not.toContain('no entry of rolesClaims')
  })
})

describe('explain draws', () => {
  it.each([
    ['svg', /^<svg .*<\/svg>\n$/su],
    ['html', /^<!doctype html>.*&quot;ROLE_USER&quot; by roleMapping.*<\/html>\n$/su],
    ['json', /^\{\n {2}"admitted": true/u],
    ['words', /^Admitted with "ROLE_USER"/u],
  ])('in the format %s', async (format, text) => {
    const { exitCode, output } = await explain('--claims', 'ada.json', '--format', format)
    expect(output).toMatch(text)
    expect(exitCode).toBe(0)
  })

  it('into a file, and never over one that is there', async () => {
    const draw = (...args: readonly string[]) =>
      explain('--claims', 'ada.json', '--format', 'svg', '--out', 'ada.svg', ...args)
    const first = await draw()
    expect(first).toMatchObject({ exitCode: 0, output: '' })
    expect(first.errors).toContain(`Wrote ${join(folder, 'ada.svg')}`)
    const drawn = readFileSync(join(folder, 'ada.svg'), 'utf8')
    write('ada.svg', 'mine')
    expect(await draw()).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining('ada.svg already. Name another one with --out') as unknown,
    })
    expect(readFileSync(join(folder, 'ada.svg'), 'utf8')).toBe('mine')
    expect(await draw('--force')).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(folder, 'ada.svg'), 'utf8')).toBe(drawn)
  })
})

it('explains no decision that only the application can make', async () => {
  write(
    'function.config.mjs',
    `export default {
  baseUrl: 'http://localhost:3000',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', rolesClaims: ['groups'] }],
  security: () => ({ requiredRoles: [] }),
  session: { secret: 'a secret of more than thirty-two bytes' },
}
`,
  )
  const { exitCode, output, errors } = await explain(
    '--claims',
    'ada.json',
    '--config',
    'function.config.mjs',
  )
  expect(errors).toMatch(/security of the configuration is a function/u)
  expect(output).toBe('')
  expect(exitCode).toBe(2)
})

describe('explain says what is wrong with its arguments', () => {
  it.each([
    [['--claims', 'nothing.json'], /There is no file .*nothing\.json/u],
    [['--claims', 'ada.json', '--config', 'other.ts'], /There is no file .*other\.ts/u],
    [['--claims', 'ada.json', '--provider', 'other'], /no provider "other", but main/u],
    [['--claims', '.env'], /no JSON object and no JWT/u],
    [['--claims', 'ada.json', '--format', 'pdf'], /Allowed choices are words, json, svg, html/u],
    [['--claims', 'ada.json', '--out', 'none/a.svg'], /none\/a\.svg cannot be written: ENOENT/u],
    [[], /--claims/u],
  ])('%j', async (args, message) => {
    const { exitCode, output, errors } = await explain(...args)
    expect(errors).toMatch(message)
    expect(output).toBe('')
    expect(exitCode).toBe(2)
  })
})

describe('secret', () => {
  it('makes 32 random bytes, others each time', async () => {
    const [one, two] = [await runCli(['secret']), await runCli(['secret'])]
    expect(one.output).toMatch(/^[\da-f]{64}\n$/u)
    expect(one.output).not.toBe(two.output)
  })
})
