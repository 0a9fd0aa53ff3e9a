import nodeModule from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createNodeCrypto, findNodeModule, type NodeCryptoModule } from './node-crypto.ts'
import type { HashName, RuntimeCrypto } from './runtime-crypto.ts'
import { createRuntimeCrypto } from './select-crypto.ts'
import { webCrypto } from './web-crypto.ts'

const node = nodeModule as unknown as NodeCryptoModule
const bytes = (text: string) => new TextEncoder().encode(text)
const anyBytes = fc.uint8Array({ maxLength: 300 }).map((given) => new Uint8Array(given))

describe('findNodeModule', () => {
  const process = { version: 'v24.1.0', getBuiltinModule: () => node }
  const nodeOf20 = { version: 'v20.19.0', getBuiltinModule: () => node }

  it.each([
    ['Node', { navigator: { userAgent: 'Node.js/24' }, process }],
    ['Bun', { navigator: { userAgent: 'Bun/1.4.5' }, process }],
    ['Node 20, which has no navigator', { process: nodeOf20 }],
  ])('finds the module on %s', (_, surroundings) => {
    expect(findNodeModule(surroundings)).toBe(node)
  })

  it.each([
    ['workerd', { navigator: { userAgent: 'Cloudflare-Workers' }, process, WebSocketPair: true }],
    ['workerd without a navigator', { process, WebSocketPair: true }],
    ['workerd that calls itself Node 20', { process: nodeOf20, WebSocketPair: true }],
    ['Deno', { navigator: { userAgent: 'Deno/2.9.6' }, process }],
    ['a browser', { navigator: { userAgent: 'Mozilla/5.0 Node.js/24' } }],
    ['a runtime with a navigator that says nothing', { navigator: {}, process }],
    [
      'a Node without the function',
      { navigator: { userAgent: 'Node.js/22' }, process: { version: 'v22.1.0' } },
    ],
    ['a sandbox without a process', { navigator: { userAgent: 'Node.js/22' } }],
    ['nothing', {}],
  ])('does not use it on %s', (_, surroundings) => {
    expect(findNodeModule(surroundings)).toBeUndefined()
  })
})

describe('node:crypto and WebCrypto', () => {
  const byNode = createNodeCrypto(node)

  it('compute the same digests and keys', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<HashName>('SHA-256', 'SHA-384', 'SHA-512'),
        ...[anyBytes, anyBytes, fc.integer({ min: 1, max: 64 })],
        async (hash, secret, info, length) => {
          expect([...byNode.digest(hash, secret)]).toEqual([...(await webCrypto.digest(hash, secret))])
          expect([...byNode.deriveBits(secret, info, length)]).toEqual([
            ...(await webCrypto.deriveBits(secret, info, length)),
          ])
        },
      ),
    )
  })

  it('seal and open what the other sealed, and refuse what was changed', async () => {
    const [secret, info] = [bytes('secret'), bytes('info')]
    const one = byNode.deriveSealingKey(secret, info)
    const other = await webCrypto.deriveSealingKey(secret, info)
    await fc.assert(
      fc.asyncProperty(anyBytes, anyBytes, fc.nat(), async (plaintext, additionalData, bit) => {
        const iv = crypto.getRandomValues(new Uint8Array(12))
        const box = one.seal(iv, additionalData, plaintext)
        const sealed = await other.seal(iv, additionalData, plaintext)
        expect([...box.ciphertext, ...box.tag]).toEqual([...sealed.ciphertext, ...sealed.tag])
        expect([...(one.open(sealed) ?? [])]).toEqual([...plaintext])
        expect([...((await other.open(box)) ?? [])]).toEqual([...plaintext])
        for (const member of ['iv', 'additionalData', 'ciphertext', 'tag'] as const) {
          if (box[member].length === 0) continue
          const changed = new Uint8Array(box[member])
          const at = bit % (changed.length * 8)
          changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7))
          expect(one.open({ ...box, [member]: changed })).toBeUndefined()
          expect(await other.open({ ...box, [member]: changed })).toBeUndefined()
        }
        const whole = [...box.ciphertext, ...box.tag]
        for (const length of [0, 4, 12, 15]) {
          const tag = box.tag.slice(0, length)
          // The same bytes, cut at another place.
          const cutAt = whole.length - length
          const cut = {
            ciphertext: new Uint8Array(whole.slice(0, cutAt)),
            tag: new Uint8Array(whole.slice(cutAt)),
          }
          for (const change of [{ tag }, cut]) {
            expect(one.open({ ...box, ...change })).toBeUndefined()
            expect(await other.open({ ...box, ...change })).toBeUndefined()
          }
        }
      }),
    )
  })

  it('open no shorter tag, even where the module ignores the length that it is told, as on workerd', async () => {
    const { createDecipheriv } = node
    const careless = createNodeCrypto({
      ...node,
      createDecipheriv: (name, key, iv) => createDecipheriv(name, key, iv, {}),
    })
    const key = careless.deriveSealingKey(bytes('secret'), bytes('info'))
    const box = key.seal(new Uint8Array(12), bytes('header'), bytes('text'))
    expect(key.open(box)).toBeDefined()
    for (const length of [0, 4, 8, 12, 13, 14, 15])
      expect([length, key.open({ ...box, tag: box.tag.slice(0, length) })]).toEqual([length, undefined])
  })
})

describe('createRuntimeCrypto', () => {
  const secret = bytes('secret')

  async function checkEd25519(crypto: RuntimeCrypto, isForged: boolean) {
    const algorithm = { alg: 'Ed25519', name: 'Ed25519' }
    const pair = await globalThis.crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
    const signed = bytes('signed')
    const signature = new Uint8Array(await globalThis.crypto.subtle.sign('Ed25519', pair.privateKey, signed))
    if (isForged) signature[0] = (signature[0] ?? 0) ^ 1
    return crypto.verify({ algorithm, key: pair.publicKey, signature, signed })
  }

  async function work(crypto: RuntimeCrypto) {
    const key = await crypto.deriveSealingKey(secret, secret)
    const box = await key.seal(new Uint8Array(12), bytes('header'), bytes('text'))
    return [
      [...(await crypto.digest('SHA-256', secret))],
      [...(await crypto.deriveBits(secret, secret, 8))],
      [...box.ciphertext, ...box.tag],
      [...((await key.open(box)) ?? [])],
      await checkEd25519(crypto, false),
      await checkEd25519(crypto, true),
    ]
  }

  it('answers at once by node:crypto, for signatures from the second on', async () => {
    const crypto = createRuntimeCrypto(node)
    expect(crypto.digest('SHA-256', secret)).toBeInstanceOf(Uint8Array)
    expect(crypto.deriveSealingKey(secret, secret)).not.toBeInstanceOf(Promise)
    expect(await checkEd25519(crypto, false)).toBe(true)
    const subtle = vi.spyOn(globalThis.crypto.subtle, 'verify')
    expect(await checkEd25519(crypto, true)).toBe(false)
    expect(subtle).not.toHaveBeenCalled()
    subtle.mockRestore()
  })

  it('uses WebCrypto without the module', async () => {
    expect(createRuntimeCrypto(undefined).digest('SHA-256', secret)).toBeInstanceOf(Promise)
    expect(await work(createRuntimeCrypto(undefined))).toEqual(await work(createRuntimeCrypto(node)))
  })

  const wrong = Buffer.alloc(64)
  const { createCipheriv, createDecipheriv } = node
  const broken: Readonly<Record<string, Partial<NodeCryptoModule>>> = {
    'every signature is good': { verify: () => true },
    'no signature is good': { verify: () => false },
    'verify throws': {
      verify() {
        throw new Error('not implemented')
      },
    },
    'a digest is wrong': {
      createHash: () => ({
        update() {
          return this
        },
        digest: () => new Uint8Array(wrong),
      }),
    },
    'HKDF is wrong': { hkdfSync: () => new ArrayBuffer(32) },
    'HKDF throws': {
      hkdfSync() {
        throw new Error('not implemented')
      },
    },
    'the ciphertext is wrong': {
      createCipheriv: (...given) =>
        Object.assign(createCipheriv(...given), { getAuthTag: () => new Uint8Array(16) }),
    },
    'a changed tag is accepted': {
      createDecipheriv: (...given) =>
        Object.assign(createDecipheriv(...given), { final: () => new Uint8Array() }),
    },
    'the signed text does not matter': {
      verify: (hash, _, key, signature) => node.verify(hash, bytes('known answer'), key, signature),
    },
    'the header does not matter': {
      createDecipheriv(...given) {
        const decipher = createDecipheriv(...given)
        return {
          setAAD: () => decipher.setAAD(bytes('known header')),
          setAuthTag: (tag) => decipher.setAuthTag(tag),
          update: (data) => decipher.update(data),
          final: () => decipher.final(),
        }
      },
    },
    'keys cannot be converted': {
      KeyObject: {
        from() {
          throw new Error('not implemented')
        },
      },
    },
  }

  it.each(Object.keys(broken))('falls back to WebCrypto where %s', async (name) => {
    const crypto = createRuntimeCrypto({ ...node, ...broken[name] })
    expect(await work(crypto)).toEqual(await work(webCrypto))
  })

  it('falls back for one algorithm alone', async () => {
    const crypto = createRuntimeCrypto({ ...node, verify: () => true })
    expect(crypto.digest('SHA-256', secret)).toBeInstanceOf(Uint8Array)
  })
})
