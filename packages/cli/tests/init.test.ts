import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Surroundings } from '../src/index.ts'
import { runCli } from './run-cli.ts'

const root = mkdtempSync(join(tmpdir(), 'oidc-init-'))
afterAll(() => rmSync(root, { recursive: true }))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'app-'))
})

const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}
const listFiles = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

/** No provider answers. */
const offline: Surroundings['fetch'] = () => Promise.reject(new TypeError('fetch failed'))
const init = (args: readonly string[] = [], given: Partial<Surroundings> = {}) =>
  runCli(['init', ...args], { folder, fetch: offline, ...given })

const issuer = 'https://id.example.org/realms/main'
const plain = ['--framework', 'express', '--issuer', issuer, '--client-id', 'shop']

describe('init writes, without a terminal,', () => {
  it.each([
    ['node', ['.env', '.env.example', '.gitignore', 'app.mjs', 'oidc.config.mjs']],
    ['express', ['.env', '.env.example', '.gitignore', 'app.mjs', 'oidc.config.mjs']],
    ['fastify', ['.env', '.env.example', '.gitignore', 'app.mjs', 'oidc.config.mjs']],
    ['hono', ['.env', '.env.example', '.gitignore', 'app.mjs', 'oidc.config.mjs']],
    [
      'next',
      [
        ...['.env.example', '.env.local', '.gitignore', 'app/admin/page.js', 'app/layout.js', 'app/page.js'],
        ...['auth.js', 'oidc.config.mjs', 'proxy.js'],
      ],
    ],
  ])('the files for %s', async (framework, files) => {
    const args = ['--framework', framework, '--issuer', issuer, '--client-id', 'shop']
    expect(await init(args)).toMatchObject({ exitCode: 0 })
    expect(listFiles()).toEqual([...files].sort())
    for (const file of files) expect(read(file), file).not.toMatch(/undefined/u)
  })

  it('for TypeScript, where there is a tsconfig.json, with the endings that it allows', async () => {
    write('tsconfig.json', '{ "compilerOptions": {} }')
    await init(plain)
    expect(read('app.mts')).toContain("from './oidc.config.mjs'")
    expect(read('oidc.config.mts')).toContain('satisfies OidcOptions')
    write('package.json', '{ "type": "module" }')
    await init(plain)
    expect(read('app.ts')).toContain("from './oidc.config.js'")
    write('tsconfig.json', '{ "compilerOptions": { "allowImportingTsExtensions": true } }')
    expect((await init([...plain, '--force'])).output).toContain('node --env-file=.env app.ts')
    expect(read('app.ts')).toContain("from './oidc.config.ts'")
  })

  it('a secret for sessions, another one each time, in a file for the owner alone that git ignores', async () => {
    await init(plain, { environment: { OIDC_CLIENT_SECRET: `a "b" #c` } })
    const first = parseEnv(read('.env'))
    expect(first).toMatchObject({ ISSUER_URL: issuer, CLIENT_ID: 'shop', CLIENT_SECRET: `a "b" #c` })
    expect(first['SESSION_SECRET']).toMatch(/^[\da-f]{64}$/u)
    expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0)
    expect(read('.gitignore')).toBe('.env\n')
    expect(parseEnv(read('.env.example'))).toEqual({
      ...{ ISSUER_URL: 'https://id.example.com/realms/main', CLIENT_ID: '', CLIENT_SECRET: '' },
      SESSION_SECRET: '',
    })
    rmSync(join(folder, '.env'))
    await init(plain)
    expect(parseEnv(read('.env'))['SESSION_SECRET']).not.toBe(first['SESSION_SECRET'])
  })

  it('never a secret into its output', async () => {
    const { output, errors } = await init(plain, { environment: { OIDC_CLIENT_SECRET: 'canary-secret' } })
    expect(output + errors).not.toContain('canary')
    expect(output + errors).not.toContain(parseEnv(read('.env'))['SESSION_SECRET'])
  })

  it('no secret of a public client', async () => {
    await init([...plain, '--public'])
    expect(read('.env') + read('.env.example') + read('oidc.config.mjs')).not.toMatch(/client_?secret/iu)
  })
})

describe('init adds to an application of Next.js', () => {
  const add = (...args: readonly string[]) =>
    init(['--yes', '--framework', 'next', '--roles', 'groups', ...args])

  it.each([
    ['app/page.tsx', '', 'getAuth():', 'app/layout.js', 'app/admin/page.js'],
    ['src/app/page.jsx', 'src/', 'getAuth():', 'src/app/layout.js', 'src/app/admin/page.js'],
    ['app/route.ts', '', 'getAuth():', 'app/layout.js', 'app/admin/page.js'],
    ['app/(site)/page.js', '', 'getAuth():', 'app/layout.js', 'app/admin/page.js'],
    ['pages/index.js', '', 'getAuth(context.req)', 'app/layout.js', 'app/admin/page.js'],
    ['src/pages/index.tsx', 'src/', 'getAuth(context.req)', 'src/app/layout.js', 'src/app/admin/page.js'],
  ])('whose home page %s stays', async (page, source, call, ...written) => {
    write(page, 'mine\n')
    const { exitCode, output } = await add('--force')
    expect(exitCode).toBe(0)
    expect(output).toContain(`kept       ${page}\n`)
    expect(output).toContain(`open http://localhost:3000/login\n${page} stays as it is.`)
    expect(output).toContain(call)
    expect(read(page)).toBe('mine\n')
    expect(read(`${source}auth.js`)).toContain(source === '' ? "'./oidc.config.mjs'" : "'../oidc.config.mjs'")
    expect(listFiles()).toEqual(
      [
        ...['.env.example', '.env.local', '.gitignore', 'oidc.config.mjs', page],
        ...[`${source}auth.js`, `${source}proxy.js`, ...written],
      ].sort(),
    )
  })

  it('in the folder that Next.js takes, if there is another one in src', async () => {
    for (const path of ['app/page.js', 'src/pages/home.js']) write(path, 'mine\n')
    expect((await add()).output).toContain('new        proxy.js\n')
    expect(existsSync(join(folder, 'src/proxy.js'))).toBe(false)
  })

  it.each([
    ['app/layout.jsx', 'app/admin/page.js', "'../../auth'"],
    ['src/app/(site)/layout.tsx', 'src/app/(site)/admin/page.js', "'../../../auth'"],
    ['app/[locale]/layout.js', 'app/[locale]/admin/page.js', "'../../../auth'"],
  ])('whose layout %s stays, with a page beside it', async (layout, page, auth) => {
    write(layout, 'mine\n')
    expect(await add('--force')).toMatchObject({ exitCode: 0 })
    expect(listFiles().filter((path) => path.includes('layout'))).toEqual([layout])
    expect(read(layout)).toBe('mine\n')
    expect(read(page)).toContain(`from ${auth}`)
  })

  it('and starts it at the port of its address', async () => {
    expect((await add()).output).toMatch(/^ {2}npx next dev$/mu)
    expect((await add('--force', '--base-url', 'http://localhost:3120')).output).toMatch(
      /^ {2}npx next dev -p 3120$/mu,
    )
  })

  it('and leaves its own files alone when it runs again', async () => {
    await add()
    const { exitCode, output } = await add()
    expect(exitCode).toBe(0)
    expect(output).toMatch(/unchanged +app\/page\.js/u)
    expect(output).toMatch(/and open http:\/\/localhost:3000$/mu)
  })

  it.each(['middleware.ts', 'src/middleware.js'])('without a proxy beside its %s', async (path) => {
    write(path, 'mine\n')
    write(path.startsWith('src') ? 'src/app/page.js' : 'app/page.js', 'mine\n')
    const { exitCode, output } = await add('--force')
    expect(exitCode).toBe(1)
    expect(output).toContain(`kept       ${path}\n`)
    expect(output).toContain('packages/next/README.md#together-with-another-proxy')
    expect(output).not.toContain('Let it write over')
    expect(listFiles().filter((file) => file.includes('proxy'))).toEqual([])
  })

  it('before it writes anything, refuses a home page that it cannot read', async () => {
    write('app/page.js/file', '')
    const { exitCode, errors } = await add()
    expect(exitCode).toBe(2)
    expect(errors).toMatch(/app\/page\.js cannot be read: EISDIR\./u)
    expect(listFiles()).toEqual(['app/page.js/file'])
  })

  it.each([
    ['next.config.ts', 'export default { cacheComponents: true }', true],
    ['next.config.mjs', 'export default () => ({ reactStrictMode: true, "cacheComponents": true })', true],
    ['next.config.js', "module.exports.url = 'https://a'; module.exports.cacheComponents = true", true],
    ['next.config.ts', 'export default {\n  // cacheComponents: true,\n}\n', false],
    ['next.config.ts', 'export default { /* cacheComponents: true */ }', false],
    ['next.config.ts', 'export default { cacheComponents: trueInProduction }', false],
    ['next.config.ts', 'export default { cacheComponents: false }', false],
  ])('whose %s is %s: pages for Cache Components: %s', async (path, text, isOn) => {
    write(path, text)
    await add()
    for (const page of ['app/page.js', 'app/admin/page.js'])
      expect(read(page).includes('\nexport const instant = false\n'), page).toBe(isOn)
    write('app/page.js', 'mine\n')
    expect((await add()).output.includes('also needs: export const instant = false')).toBe(isOn)
  })

  it('with the packages that it lacks, and those that are too old', async () => {
    write('tsconfig.json', '{ "compilerOptions": {} }')
    const dependencies = { next: '16.4.6', react: '19.2.0', 'react-dom': 'latest' }
    const devDependencies = { typescript: '^6', '@types/node': '^20', '@types/react': '^19' }
    write('package.json', JSON.stringify({ dependencies, devDependencies }))
    const present = (await add()).output
    expect(present).toContain('  npm install @x/oidc-next\n')
    expect(present).not.toContain('npm install -D')
    write('package.json', JSON.stringify({ dependencies: { ...dependencies, next: '^15.1.0' } }))
    const old = (await add()).output
    expect(old).toContain('  npm install @x/oidc-next next@16\n')
    expect(old).toContain('  npm install -D typescript @types/node @types/react\n')
  })

  it('whose .gitignore would ignore the example, too', async () => {
    write('.gitignore', 'node_modules\n.env*\n')
    await add()
    expect(read('.gitignore')).toBe('node_modules\n.env*\n!.env.example\n')
    await add()
    expect(read('.gitignore')).toBe('node_modules\n.env*\n!.env.example\n')
  })
})

describe('init asks and says', () => {
  it.each([
    ['keycloak', issuer, 'Valid redirect URIs', "path: ['realm_access', 'roles']"],
    ['entra', 'https://login.microsoftonline.com/x/v2.0', 'platform Web', "path: 'roles', from: 'idToken'"],
    ['auth0', 'https://a.eu.auth0.com/', 'Allowed Callback URLs', "'https://example.com/roles'"],
    ['okta', 'https://a.okta.com', 'Sign-in redirect URIs', "scopes: ['profile', 'groups']"],
    ['google', 'https://accounts.google.com', 'Authorized redirect URIs', "rolesClaims: ['hd']"],
    ['cognito', 'https://cognito-idp.eu-west-1.amazonaws.com/p', 'Allowed callback URLs', "'cognito:groups'"],
    ['main', 'https://id.example.org', 'the redirect URI', "rolesClaims: ['groups']"],
  ])('where to register, and where the roles are: %s, told by its issuer', async (id, url, place, rule) => {
    const args = ['--framework', 'hono', '--issuer', url, '--client-id', 'shop']
    const { output } = await init([...args, '--base-url', 'http://localhost:3456'])
    expect(output).toContain(place)
    expect(output).toContain(`http://localhost:3456/login/oauth2/code/${id}`)
    expect(output).toContain('npx --yes @x/oidc-cli doctor')
    expect(read('oidc.config.mjs')).toContain(rule)
    expect(read('app.mjs')).toContain('process.env.PORT ?? 3456')
  })

  it.each([
    ['none', 'security: { requiredRoles: [] }'],
    ['client-roles', "path: ['resource_access', 'shop', 'roles'], from: 'accessToken'"],
    [`it's`, String.raw`rolesClaims: ['it\'s']`],
    ['["a","b c"]', "rolesClaims: [['a', 'b c']]"],
  ])('of roles at %s', async (roles, code) => {
    expect(await init([...plain, '--roles', roles])).toMatchObject({ exitCode: 0 })
    expect(read('oidc.config.mjs')).toContain(code)
    if (roles === 'none') expect(read('app.mjs')).not.toContain('ROLE_ADMIN')
  })

  it.each([
    ['pnpm-lock.yaml', undefined, 'pnpm add @x/oidc-node express'],
    ['yarn.lock', undefined, 'yarn add @x/oidc-node express'],
    ['bun.lock', undefined, 'bun add @x/oidc-node express'],
    ['package-lock.json', 'pnpm/11', 'npm install @x/oidc-node express'],
    [undefined, 'pnpm/11.0.0 npm/? node/v24', 'pnpm add @x/oidc-node express'],
    [undefined, undefined, 'npm install @x/oidc-node express'],
  ])('for the package manager of %s and %s', async (lockfile, userAgent, command) => {
    if (lockfile !== undefined) write(lockfile, '')
    const { output } = await init(plain, { environment: { npm_config_user_agent: userAgent } })
    expect(output).toContain(command)
  })

  it('for everything in a terminal, the probable first', async () => {
    write('package.json', '{ "dependencies": { "fastify": "1" } }')
    const asked: string[] = []
    const { exitCode } = await init([], {
      isInteractive: true,
      askChoice: async (question, [first]) => {
        asked.push(`${question} ${first?.value}`)
        return question.includes('roles') ? 'another-claim' : first?.value
      },
      askText: async (question, initial) => {
        asked.push(`${question} ${initial}`)
        return initial
      },
      askSecret: async () => 'typed-secret',
    })
    expect(exitCode).toBe(0)
    expect(asked).toEqual([
      'Which framework? fastify',
      'Which provider? keycloak',
      'Its issuer? https://id.example.com/realms/main',
      'The client id? app',
      'Where are the roles of a person? realm-roles',
      'The name of the claim, or its path as a JSON list? groups',
      'Who may sign in? members',
      'The address of the application? http://localhost:3000',
    ])
    expect(parseEnv(read('.env'))['CLIENT_SECRET']).toBe('typed-secret')
    expect(read('oidc.config.mjs')).toContain("rolesClaims: ['groups']")
  })

  it('what the discovery gives, and goes on if it fails', async () => {
    const failed = await init(plain)
    expect(failed).toMatchObject({ exitCode: 0 })
    expect(failed.errors).toMatch(/Looking at https:\/\/id\.example\.org.*discovery/su)
    expect(failed.errors).toContain('The files are written all the same.')
    expect(failed.output).toContain('node --env-file=.env app.mjs')
  })

  it.each([
    ['no document', () => new Response('Not found', { status: 404 }), /the answer is 404/u],
    ['another name', () => Response.json({ issuer: `${issuer}/` }), /they differ by a slash at the end/u],
    ['no issuer', () => Response.json({}), /has no issuer/u],
  ])('that an issuer is none, and writes nothing: %s', async (_, answer, message) => {
    const { exitCode, output, errors } = await init(plain, { fetch: async () => answer() })
    expect(errors).toMatch(message)
    expect(errors).toContain('Nothing was written. Run the command again with the right --issuer.')
    expect(output).toBe('')
    expect(exitCode).toBe(1)
    expect(listFiles()).toEqual([])
  })

  it('and goes on where the provider has a fault', async () => {
    expect(await init(plain, { fetch: async () => new Response('', { status: 503 }) })).toMatchObject({
      exitCode: 0,
    })
  })

  it('for the issuer again in a terminal, until a provider answers or the person keeps it', async () => {
    const right = 'https://id.example.org/realms/right'
    const typed = ['pasted-canary-secret', 'https://id.example.org/realms/nope', right]
    const answers = {
      fetch: async (url: string | URL | Request) =>
        (url instanceof Request ? url.url : new URL(url).href).startsWith(right)
          ? Response.json({ issuer: right })
          : new Response('', { status: 404 }),
    }
    const questions: string[] = []
    const terminal: Partial<Surroundings> = {
      isInteractive: true,
      askChoice: async (_question, [first]) => first?.value,
      askText: async (question, initial) => {
        questions.push(question)
        return question === 'Its issuer?' ? typed.shift() : initial
      },
      askSecret: async () => '',
      confirm: async (question) => {
        questions.push(question)
        return typed.length === 0
      },
      ...answers,
    }
    const { exitCode, errors } = await init([], terminal)
    expect(errors).toMatch(/The issuer "past…" \(20 characters\) is no issuer/u)
    expect(errors).not.toContain('canary')
    expect(exitCode).toBe(0)
    expect(parseEnv(read('.env'))['ISSUER_URL']).toBe(right)
    expect(questions.filter((question) => /issuer|Keep/u.test(question))).toEqual([
      ...['Its issuer?', 'Its issuer?'],
      'No sign-in works with that. Keep https://id.example.org/realms/nope anyway?',
      'Its issuer?',
    ])
    rmSync(join(folder, '.env'))
    typed.push('https://id.example.org/realms/later')
    await init(['--force'], terminal)
    expect(parseEnv(read('.env'))['ISSUER_URL']).toBe('https://id.example.org/realms/later')
  })

  it('for the address again in a terminal, and shows no secret that was pasted there', async () => {
    const typed = ['pasted-canary-secret', 'http://localhost:99999', 'http://localhost:4000']
    const { errors } = await init([...plain, '--roles', 'none', '--provider', 'keycloak'], {
      isInteractive: true,
      askText: async () => typed.shift(),
      askSecret: async () => '',
      confirm: async () => true,
    })
    expect(errors).toMatch(/The address "past…" \(20 characters\) is no address[\s\S]*bad port/u)
    expect(errors).not.toContain('canary')
    expect(read('oidc.config.mjs')).toContain("'http://localhost:4000'")
  })

  it('who may sign in, and how to change it', async () => {
    const members = await init(plain)
    expect(read('oidc.config.mjs')).toMatch(
      /\/\/ Only people with this role .* To admit everyone .*: \[\]\.\n {4}requiredRoles: \['ROLE_USER'\],/u,
    )
    expect(members.output).toContain('Only people with ROLE_USER are admitted.')
    const everyone = await init([...plain, '--admit', 'everyone', '--force'])
    expect(read('oidc.config.mjs')).toMatch(
      /admin: \['ROLE_USER', 'ROLE_ADMIN'\] \},\n {4}\/\/ Everyone .* only people with a role: \['ROLE_USER'\]\.\n {4}requiredRoles: \[\],/u,
    )
    expect(read('app.mjs')).toContain('ROLE_ADMIN')
    expect(everyone.output).toContain('Everyone who can sign in there is admitted.')
  })

  it.each([
    ['keycloak', "'name'"],
    ['entra', "'name'"],
    ['auth0', "'name'"],
    ['okta', "'name'"],
    ['google', "'email'"],
    ['cognito', "{ firstOf: ['cognito:username', 'username'] }"],
    ['other', "'name'"],
  ])('which claim has the name: %s', async (provider, claim) => {
    await init(['--yes', '--provider', provider])
    expect(read('oidc.config.mjs')).toContain(`nameClaim: ${claim},`)
  })

  it('where to go first, if the application is in another folder', async () => {
    const { output } = await init(['my-app', ...plain])
    expect(output).toContain('Then:\n  cd my-app\n  npm install')
  })

  it('nothing is written after a person cancels', async () => {
    const { exitCode, errors } = await init([], { isInteractive: true })
    expect(errors).toContain('Cancelled. Nothing was written.')
    expect(exitCode).toBe(2)
    expect(listFiles()).toEqual([])
  })
})

describe('init writes over no file', () => {
  const mine = "import express from 'express'\n// mine\n"
  it('without a terminal and --force', async () => {
    write('app.mjs', mine)
    const { exitCode, output } = await init(plain)
    expect(exitCode).toBe(1)
    expect(output).toMatch(/kept +app\.mjs\n +It differs\. --force/u)
    expect(read('app.mjs')).toBe(mine)
    expect(output).toContain('app.mjs is there already, belongs to something else, and stays.')
    expect(output).toContain('http://localhost:3000/login/oauth2/code/keycloak')
    expect(output).not.toMatch(/npm install|node --env-file/u)
    expect(await init([...plain, '--force'])).toMatchObject({ exitCode: 0 })
    expect(read('app.mjs')).not.toBe(mine)
  })

  it.each([
    [true, 'replaced'],
    [false, 'kept'],
    [undefined, 'kept'],
  ])(
    'in a terminal before it has shown the difference, and the answer is yes: %s',
    async (answer, became) => {
      write('app.mjs', mine)
      let shown = ''
      const { output } = await init([...plain, '--yes'], {
        isInteractive: true,
        writeError: (text) => void (shown += text),
        confirm: async (question) => {
          expect(question).toBe('Write over app.mjs?')
          expect(shown).toMatch(/^- \/\/ mine$/mu)
          expect(shown).toMatch(/^\+ const oidc = createOidc/mu)
          return answer
        },
      })
      expect(output).toContain(`${became.padEnd(10)} app.mjs`)
      expect(read('app.mjs') === mine).toBe(answer !== true)
    },
  )

  it('with secrets, not even with --force, and says what that lacks', async () => {
    write('.env', 'CLIENT_ID=mine\n')
    write('.gitignore', 'dist\n.env')
    const { output } = await init([...plain, '--force'])
    expect(read('.env')).toBe('CLIENT_ID=mine\n')
    expect(read('.gitignore')).toBe('dist\n.env')
    expect(output).toContain('It lacks ISSUER_URL, CLIENT_SECRET, SESSION_SECRET.')
  })

  it('with other values than were given, without saying so', async () => {
    write(
      '.env',
      'ISSUER_URL=https://old.example.org\nCLIENT_ID=old\nCLIENT_SECRET=canary\nSESSION_SECRET=canary\n',
    )
    const { output, errors } = await init(plain, { environment: { OIDC_CLIENT_SECRET: 'canary-secret' } })
    expect(output).toContain(
      `Its ISSUER_URL is another one: "https://old.example.org"; you gave "${issuer}".`,
    )
    expect(output).toContain('Its CLIENT_ID is another one: "old"; you gave "shop".')
    expect(output + errors).not.toContain('canary')
  })

  it('that is the same, a second time', async () => {
    await init(plain)
    const { exitCode, output } = await init(plain)
    expect(exitCode).toBe(0)
    expect(output).toMatch(/unchanged +app\.mjs/u)
  })
})

describe('init says what is wrong with its arguments', () => {
  const [, , ...others] = plain
  it.each([
    [[], /Give --framework, --issuer, --client-id, or --yes/u],
    [['--framework', 'koa', ...others], /--framework "koa" is none of node, express, fastify, hono, next/u],
    [[...plain, '--provider', 'x'], /--provider "x" is none of keycloak, entra/u],
    [[...plain, '--issuer', 'id.example.com'], /is no issuer: it is an https address/u],
    [[...plain, '--issuer', 'http://id.example.com'], /is no issuer/u],
    [[...plain, '--client-id', ''], /--client-id is empty/u],
    [[...plain, '--client-id', 'a\nSESSION_SECRET=b'], /control characters/u],
    [[...plain, '--admit', 'all'], /--admit "all" is none of members, everyone/u],
    [[...plain, '--admit', 'members', '--roles', 'none'], /--admit members needs roles/u],
    [[...plain, '--roles', '[1]'], /is no path: write a JSON list of texts/u],
    [[...plain, '--base-url', 'http://localhost:99999'], /has a bad port: it is a number from 1 to 65535/u],
    [[...plain, '--base-url', 'http://localhost:abc'], /has a bad port/u],
    [[...plain, '--base-url', 'http://localhost:0/'], /has a bad port/u],
    [
      [...plain, '--base-url', 'localhost:3000'],
      /--base-url "loca…" \(14 characters\) is no address of an application/u,
    ],
    [[...plain, '--base-url', 'http://localhost:3000/shop'], /has a path/u],
    [[...plain, '--base-url', 'http://localhost:3000/?a=b'], /has a query or a fragment/u],
  ])('%j', async (args, message) => {
    const { exitCode, errors } = await init(args)
    expect(errors).toMatch(message)
    expect(exitCode).toBe(2)
    expect(listFiles()).toEqual([])
  })

  it('a secret that is several lines, without showing it', async () => {
    const { exitCode, errors } = await init(plain, { environment: { OIDC_CLIENT_SECRET: 'canary\nX=1' } })
    expect(errors).toMatch(/^OIDC_CLIENT_SECRET is empty or has control characters/u)
    expect(errors).not.toContain('canary')
    expect(exitCode).toBe(2)
  })
})
