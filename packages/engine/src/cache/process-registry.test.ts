import { defineOidcConfig } from '@x/oidc-core'
import { describe, expect, it } from 'vitest'
import { shareInProcess } from './process-registry.ts'

function config(clientSecret = 'the secret of a client', secret = 'the secret of a session, long enough') {
  return defineOidcConfig({
    baseUrl: 'http://localhost:3000',
    providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app', clientSecret }],
    session: { secret },
  })
}

describe('a part of the process registry', () => {
  it('is the same for two configurations that are equal', () => {
    expect(shareInProcess('a', [config()], () => ({}))).toBe(shareInProcess('a', [config()], () => ({})))
  })

  it.each([
    ['a client secret', config('another secret of a client')],
    ['a session secret', config(undefined, 'another secret of a session, long enough')],
  ])('is another for another configuration, even if %s is all that differs', (_, other) => {
    expect(shareInProcess('b', [config()], () => ({}))).not.toBe(shareInProcess('b', [other], () => ({})))
  })

  it('is another for another function, whatever its text', () => {
    const [one, other] = [1, 2].map((answer) => () => answer)
    expect(shareInProcess('c', [one], () => ({}))).not.toBe(shareInProcess('c', [other], () => ({})))
    expect(shareInProcess('c', [one], () => ({}))).toBe(shareInProcess('c', [one], () => ({})))
  })

  it.each([
    [{ a: [1] }, { a: { 0: 1 } }],
    [{ a: 1 }, { b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: null }, { a: {} }],
    [{ toString: 1 }, {}],
    [{}, { toString: 1 }],
  ])('does not take %j for %j', (one, other) => {
    expect(shareInProcess('d', [one], () => ({}))).not.toBe(shareInProcess('d', [other], () => ({})))
  })

  it('does not ask in which order members were written', () => {
    expect(shareInProcess('e', [{ a: 1, b: 2 }], () => ({}))).toBe(
      shareInProcess('e', [{ b: 2, a: 1 }], () => ({})),
    )
  })

  it('keeps what was asked for last, and no more than its bound', () => {
    const kept = shareInProcess('f', ['kept'], () => ({}))
    const left = shareInProcess('f', ['left'], () => ({}))
    for (let index = 0; index < 200; index += 1) {
      shareInProcess('f', [index], () => ({}))
      shareInProcess('f', ['kept'], () => ({}))
    }
    expect(shareInProcess('f', ['kept'], () => ({}))).toBe(kept)
    expect(shareInProcess('f', ['left'], () => ({}))).not.toBe(left)
    const registry = globalThis as { [key: symbol]: unknown }
    expect(registry[Symbol.for('@x/oidc')]).toHaveLength(150)
  })
})
