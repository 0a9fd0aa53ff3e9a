import { describe, expect, it } from 'vitest'
import { checkBlocks } from './docs/check-blocks.mjs'
import { parseMarkdown } from './docs/parse-markdown.mjs'

/** @param {string} language @param {string[]} lines */
const problemsOf = (language, ...lines) => {
  const text = [`\`\`\`${language}`, ...lines, '```'].join('\n')
  return checkBlocks({ path: 'docs/some.md', ...parseMarkdown(text) })
}

describe('a block', () => {
  it('of a language without a check is a problem', () => {
    expect(problemsOf('cobol', 'STOP RUN.')).toEqual([
      expect.stringMatching(
        /^docs\/some\.md:2: a block of the language "cobol" is not checked: use one of ts, /u,
      ),
    ])
    expect(problemsOf('', 'a')).toHaveLength(1)
  })

  it.each([
    ['json', ['{ "a": 1 }'], ['{ a: 1 }']],
    ['json idToken', ['{ "sub": "1" }'], ['{ "sub": "1", }']],
    ['yaml', ['a:', '  - b: 1'], ['a:', '  - b: [1']],
    ['html', ['<form method="post"><button>Out</button></form>'], ['<form><button>Out</form>']],
    [
      'vue',
      ['<script setup lang="ts">', 'const a: number = 1', '</script>', '<template><p>{{ a }}</p></template>'],
      ['<script setup>', 'const a =', '</script>', '<template><p>{{ a }}</p></template>'],
    ],
    ['svelte', ['<script>', '  let a = $state(1)', '</script>', '<p>{a}</p>'], ['<p>{a</p>']],
    [
      'nginx',
      ['location / {', '  proxy_pass http://a;', '}'],
      ['location / {', '  proxy_pass http://a', '}'],
    ],
    ['diff', ['-const a = 1', '+const a = 2', ' const b'], ['const a = 1']],
    ['http', ['GET /api HTTP/1.1', 'Host: a', '', 'any'], ['Get /api', 'Host a']],
    ['dockerfile', ['FROM node:24', 'RUN npm ci \\', '  --omit=dev'], ['FORM node:24']],
    ['env', ['# of the application', 'CLIENT_ID=app'], ['client id = app']],
  ])('of %s has its grammar', (language, right, wrong) => {
    expect(problemsOf(language, ...right)).toEqual([])
    expect(problemsOf(language, ...wrong)).not.toEqual([])
  })

  it('that no tool reads is taken out of its document by a test', () => {
    expect(problemsOf('sql', 'select 1')).toEqual([
      'docs/some.md:2: no test names some.md and runs this block',
    ])
    const { blocks } = parseMarkdown('```sql\nselect 1\n```')
    expect(checkBlocks({ path: 'docs/guides/accounts.md', blocks })).toEqual([])
  })
})

describe('a command', () => {
  it.each([
    ['npm run bench -- http'],
    ['npm start -- --app=express   # a comment'],
    ['PORT=1 npm test && npm run lint'],
    ['npm install --save-dev @x/oidc-testing @x/oidc-node@1 jest@30'],
    ['npx @x/oidc-cli doctor --issuer https://id.example.com --client-id app'],
    ['npx @x/oidc-cli@latest login --show-tokens'],
    ['node tools/build.mjs'],
    ['SESSION_SECRET=$(openssl rand -hex 32) npm start'],
    ['curl -d "a=b; c" https://api.example.com | jq .a'],
    ['pnpm install'],
    ['CLIENT_ID=app'],
  ])('starts what is there: %s', (command) => {
    expect(problemsOf('sh', command)).toEqual([])
  })

  it.each([
    ['npm run benchmark', 'there is no script benchmark'],
    ['npm instal', 'npm has no command instal'],
    ['npm install @x/oidc-koa', 'there is no package @x/oidc-koa'],
    ['npx @x/oidc-cli docter', 'oidc has no command docter'],
    ['npx @x/oidc-cli doctor --verbose', 'oidc doctor has no option --verbose'],
    ['oidc login --issuer=https://id.example.com --show-token', 'oidc login has no option --show-token'],
    ['npx some-program', 'npx starts an unknown program: some-program'],
    ['node tools/nowhere.mjs', 'there is no file tools/nowhere.mjs'],
    ['npm test && foo bar', 'an unknown program: foo'],
  ])('that starts what is not there is a problem: %s', (command, problem) => {
    expect(problemsOf('sh', command)).toEqual([`docs/some.md:2: ${problem}`])
  })

  it('may start a file that the document tells to write', () => {
    const text = '```js\n// app.mjs\n1\n```\n\n```sh\nnode --env-file=.env app.mjs\n```\n'
    expect(checkBlocks({ path: 'docs/some.md', ...parseMarkdown(text) })).toEqual([])
  })
})
