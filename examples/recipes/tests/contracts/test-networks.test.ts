import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createOidc, type EngineOptions, type Oidc } from '@x/oidc-node'
import { buildCertificate, createUserAgent, signIn, startHttpServer } from '@x/oidc-testing'
import { expect, it, onTestFinished } from 'vitest'
import { evaluateProgram } from '../../../../tools/docs/read-guide.mjs'
import { readBlocks } from '../read-page.ts'
import { startRecipe } from '../start-recipe.ts'

/**
 * A provider whose address in the browser the application cannot reach, and the internal one.
 * @param isDynamic whether the metadata name internal endpoints to those who ask at the internal address
 */
async function startNetwork(isDynamic: boolean) {
  const recipe = await startRecipe()
  onTestFinished(recipe.close)
  const { issuerUrl } = recipe.provider
  const internal = await startHttpServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const answer = await fetch(issuerUrl + (req.url ?? ''), {
      method: req.method ?? 'GET',
      headers: Object.fromEntries(
        ['authorization', 'content-type'].flatMap((name) => {
          const value = req.headers[name]
          return typeof value === 'string' ? [[name, value]] : []
        }),
      ),
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    })
    const text = await answer.text()
    const moved = isDynamic
      ? text.replaceAll(
          /"(token_endpoint|jwks_uri|userinfo_endpoint)":"http:\/\/[^/"]+/gu,
          (_all, name: string) => `"${name}":"${internal.origin}`,
        )
      : text
    res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(moved)
  })
  onTestFinished(internal.close)
  const asked: string[] = []
  /** The network of the application: the address in the browser leads nowhere. */
  const send: typeof fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    asked.push(url)
    return url.startsWith(internal.origin) ? fetch(input, init) : Promise.reject(new TypeError('unreachable'))
  }
  return { recipe, internal, asked, send }
}

const metadataPath = '/.well-known/openid-configuration'

it('signs in with the program of the page, at a provider with two addresses', async () => {
  const { recipe, internal, asked, send } = await startNetwork(true)
  const create = (options: EngineOptions) => createOidc({ ...options, fetch: send })
  const { oidc } = evaluateProgram(
    readBlocks('test-networks', 'ts')[0] ?? '',
    () => ({ createOidc: create }),
    {
      BASE_URL: recipe.origin,
      ISSUER_URL: recipe.provider.issuerUrl,
      METADATA_URL: internal.origin + metadataPath,
      CLIENT_SECRET: recipe.settings.clientSecret,
      SESSION_SECRET: recipe.settings.sessionSecret,
    },
  ) as { oidc: Oidc }
  recipe.server.on(
    'request',
    oidc.listener((req, res) => res.end(req.auth.user?.issuer)),
  )
  const page = await signIn(createUserAgent(), `${recipe.origin}/login`, 'ben')
  expect(page.text).toBe(recipe.provider.issuerUrl)
  expect(asked.every((url) => url.startsWith(internal.origin))).toBe(true)
})

it.each([
  ['fails without', [], 503],
  ['signs in with', ['token_endpoint', 'jwks_uri', 'userinfo_endpoint'], 200],
])('%s the members that the page sets in metadata', async (_name, members, status) => {
  const shown = readBlocks('test-networks', 'ts')[1] ?? ''
  for (const member of members) expect(shown).toContain(`${member}: 'http://keycloak:8080/`)
  const { recipe, internal, send } = await startNetwork(false)
  const response = await fetch(internal.origin + metadataPath)
  const named = (await response.json()) as Readonly<Record<string, string>>
  const oidc = createOidc({
    baseUrl: recipe.origin,
    providers: [
      {
        ...{ providerId: 'main', issuerUrl: recipe.provider.issuerUrl, rolesClaims: ['groups'] },
        ...{ clientId: 'app', clientSecret: recipe.settings.clientSecret },
        metadataUrl: internal.origin + metadataPath,
        metadata: Object.fromEntries(
          members.map((member) => [member, internal.origin + new URL(named[member] ?? '').pathname]),
        ),
      },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'] } },
    session: { secret: recipe.settings.sessionSecret },
    fetch: send,
    log: () => undefined,
  })
  recipe.server.on(
    'request',
    oidc.listener((_req, res) => res.end()),
  )
  expect((await signIn(createUserAgent(), `${recipe.origin}/login`, 'ben')).status).toBe(status)
})

it('trusts an authority by NODE_EXTRA_CA_CERTS from the start alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'authority-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { key, cert } = buildCertificate('localhost')
  const file = join(folder, 'ca.pem')
  await writeFile(file, cert)
  const server = https.createServer({ key, cert }, (_req, res) => res.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `https://localhost:${(server.address() as AddressInfo).port}`

  const ask = async (code: string, env: Readonly<Record<string, string>>) => {
    const program = `${code}; fetch('${url}').then((r) => console.log(r.status), (e) => console.log(e.cause.code))`
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env })
    return stdout.trim()
  }
  const late = `process.env.NODE_EXTRA_CA_CERTS = ${JSON.stringify(file)}`
  expect(await Promise.all([ask('', { NODE_EXTRA_CA_CERTS: file }), ask(late, {}), ask('', {})])).toEqual([
    '200',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ])
})
