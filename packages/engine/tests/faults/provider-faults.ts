import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import type { ProviderAnswer } from '@x/oidc-testing'
import type { Fault } from './fault.ts'
import { answerAt, atSignIn, hangAt, json, openLogin, startFresh, trickleAt } from './parts.ts'
import type { World } from './world.ts'

const discovery = '/.well-known/openid-configuration'
const large = `{"x":"${'x'.repeat(10_000_000)}"}`
const bomb = gzipSync('x'.repeat(50_000_000))

export const brokenDocuments: readonly (readonly [string, ProviderAnswer | 'reset', number])[] = [
  ['500', { status: 500, body: 'no' }, 503],
  ['404', { status: 404, body: 'no' }, 502],
  ['429', { status: 429, headers: { 'retry-after': '3600' } }, 503],
  ['nothing', { body: '' }, 502],
  ['HTML', { headers: { 'content-type': 'text/html' }, body: '<h1>Proxy</h1>' }, 502],
  ['JSON that is cut off', json('{"keys":['), 502],
  ['10 MB', json(large), 502],
  [
    'a gzip bomb',
    { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: bomb },
    502,
  ],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 502],
  ['a TCP reset', 'reset', 503],
]

const atLogin = { act: openLogin, next: openLogin, nextStatus: 302 }

/** The metadata of the provider. A process that has none asks for them at the first sign-in. */
const documents = brokenDocuments.map(([name, answer, status]) =>
  atSignIn({
    name: `The metadata are ${name}`,
    ...{ ...atLogin, status },
    begin(world) {
      startFresh(world)
      world.provider.twist(answerAt(discovery, () => answer))
    },
  }),
)

const slow = [
  ['do not arrive', hangAt],
  ['arrive with 1 byte a second', trickleAt],
] as const

const slowDocuments = slow.map(([name, twist]) =>
  atSignIn({
    name: `The metadata ${name}`,
    ...{ ...atLogin, status: 503 },
    begin(world) {
      startFresh(world)
      world.provider.twist(twist(world, discovery))
    },
  }),
)

/** An error of the network, as `fetch` reports it. */
function failWith(code: string): (world: World) => void {
  return (world) => {
    startFresh(world)
    world.intercept = () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }))
  }
}
const endNetworkFault = (world: World): void => {
  world.intercept = undefined
}

const network = [
  ['The certificate of the provider has expired', 'CERT_HAS_EXPIRED'],
  ['The name of the provider is not found (DNS)', 'ENOTFOUND'],
  ['The name server does not answer', 'EAI_AGAIN'],
].map(([name = '', code = '']) =>
  atSignIn({ name, ...atLogin, status: 503, begin: failWith(code), end: endNetworkFault }),
)

const others: readonly Fault[] = [
  atSignIn({
    name: 'The provider is down when the application starts, then up',
    ...{ ...atLogin, status: 503 },
    async begin(world) {
      await world.provider.goDown('refuse')
      startFresh(world)
    },
    end: ({ provider }) => provider.comeBack(),
  }),
  atSignIn({
    name: 'The provider answers 503 to everything',
    ...{ ...atLogin, status: 503 },
    async begin(world) {
      await world.provider.goDown('503')
      startFresh(world)
    },
    end: ({ provider }) => provider.comeBack(),
  }),
  atSignIn({
    name: 'The provider is down while its metadata are known: the sign-in page of the provider does not open, and sessions go on',
    ...{ ...atLogin, status: 302 },
    begin: ({ provider }) => provider.goDown('refuse'),
    end: ({ provider }) => provider.comeBack(),
    sees: 'An error page of the browser, at the address of the provider.',
  }),
  atSignIn({
    name: 'The metadata name another issuer when they are fetched',
    ...{ ...atLogin, status: 502 },
    begin(world) {
      startFresh(world)
      world.provider.twist({ metadata: (metadata) => ({ ...metadata, issuer: 'https://mallory.example' }) })
    },
  }),
  atSignIn({
    name: 'The issuer changes in a running process, after an hour: the last known metadata are used',
    ...{ ...atLogin, status: 302 },
    begin(world) {
      world.now += 3601
      world.provider.twist({ metadata: (metadata) => ({ ...metadata, issuer: 'https://mallory.example' }) })
    },
    sees: 'Nothing: the sign-in goes on.',
  }),
  atSignIn({
    name: 'The provider has no end_session_endpoint',
    begin(world) {
      startFresh(world)
      world.provider.twist({ metadata: ({ end_session_endpoint: _, ...metadata }) => metadata })
    },
    act: (world) => world.post('ada', '/logout'),
    status: 303,
    during: { ada: 'sign-in', grace: 'page' },
    sees: 'The page after a sign-out. The person stays signed in at the provider.',
    over: 'Nothing is to be mended.',
    also(world) {
      assert.ok(world.answers.every(({ answer }) => answer.status < 500))
    },
  }),
  atSignIn({
    name: 'The metadata cannot be fetched at a sign-out',
    async begin(world) {
      await world.provider.goDown('refuse')
      startFresh(world)
    },
    end: ({ provider }) => provider.comeBack(),
    act: (world) => world.post('ada', '/logout'),
    status: 303,
    during: { ada: 'sign-in', grace: 'page' },
    sees: 'The page after a sign-out. The person stays signed in at the provider.',
    also({ events }) {
      assert.ok(events.some(({ code }) => code === 'provider_logout_unknown'))
    },
  }),
]

export const providerFaults: readonly Fault[] = [...documents, ...slowDocuments, ...network, ...others]
