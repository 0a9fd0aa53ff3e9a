import { describe, expect, it } from 'vitest'
import { BodyCollector } from './body.ts'
import { readForm } from './form.ts'
import type { HttpRequest } from './request.ts'

const type = 'application/x-www-form-urlencoded'
const maxBytes = 65_536

/** A timer that ends when the test says so. */
function createTimer() {
  let onEnd: (() => void) | undefined
  const seconds: number[] = []
  return {
    seconds,
    end: () => onEnd?.(),
    startTimer(given: number, callback: () => void) {
      seconds.push(given)
      onEnd = callback
      return () => (onEnd = undefined)
    },
  }
}

function post(body: BodyInit | null, headers: Readonly<Record<string, string>> = {}): Request {
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': type, ...headers } }
  return new Request('http://localhost:3000/form', init)
}

function streamOf(...chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

const read = (request: Request | HttpRequest) => readForm(request, createTimer())
const entries = async (request: Request | HttpRequest) => Object.fromEntries(await read(request))

describe('a form', () => {
  it('has its parameters by name, decoded', async () => {
    expect(await entries(post('a=1&b=%C3%A4+%26&c&__proto__=x&=nameless'))).toEqual(
      Object.fromEntries([
        ['a', '1'],
        ['b', 'ä &'],
        ['c', ''],
        ['__proto__', 'x'],
        ['', 'nameless'],
      ]),
    )
  })

  it.each([type, type.toUpperCase(), `${type}; charset=UTF-8`, `${type} ;charset="utf-8"; x=y`])(
    'may be sent as %s',
    async (contentType) => {
      expect(await entries(post('a=1', { 'content-type': contentType }))).toEqual({ a: '1' })
    },
  )

  it.each([
    '',
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
    `${type}x`,
    `${type}, text/plain`,
    `${type}; charset=utf-16`,
    `${type}; charset=utf-8; charset=utf-16`,
    `${type}; charset="utf-8`,
    `${type}; charset`,
  ])('is refused with 415 when it comes as %j', async (contentType) => {
    const request = post('a=1', { 'content-type': contentType })
    await expect(read(request)).rejects.toMatchObject({
      code: 'content_type_unsupported',
      detail: { header: 'content-type', received: contentType, expected: `${type} in UTF-8` },
    })
    expect(request.bodyUsed).toBe(false)
  })

  it('is refused when it is compressed', async () => {
    await expect(read(post('a=1', { 'content-encoding': 'gzip' }))).rejects.toMatchObject({
      code: 'content_type_unsupported',
      message: 'The body was refused: its content-encoding is "gzip", expected none.',
    })
    expect(await entries(post('a=1', { 'content-encoding': 'identity' }))).toEqual({ a: '1' })
  })

  it('is read up to 64 KiB and no further', async () => {
    expect((await read(post(`a=${'x'.repeat(maxBytes - 2)}`))).get('a')).toHaveLength(maxBytes - 2)
    const error = { code: 'request_too_large', detail: { maxBytes } }
    await expect(read(post(`a=${'x'.repeat(maxBytes - 1)}`))).rejects.toMatchObject(error)
    // Two bytes each in UTF-8.
    await expect(read(post('ä'.repeat(maxBytes / 2 + 1)))).rejects.toMatchObject(error)
  })

  it('that says that it is too long is not read', async () => {
    const request = post('a=1', { 'content-length': String(maxBytes + 1) })
    await expect(read(request)).rejects.toMatchObject({
      code: 'request_too_large',
      message: 'The body was refused: 65537 bytes came, expected at most 65536. Send less.',
    })
    expect(request.bodyUsed).toBe(false)
  })

  it('in chunks without an end is refused after 64 KiB', async () => {
    let chunks = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks += 1
        controller.enqueue(new Uint8Array(1024).fill(120))
      },
    })
    await expect(read(post(endless))).rejects.toMatchObject({ code: 'request_too_large' })
    expect(chunks).toBeLessThan(70)
  })

  it('that never ends is refused when the time is up', async () => {
    const timer = createTimer()
    let push = (_: Uint8Array): void => undefined
    const stalled = new ReadableStream<Uint8Array>({
      start(controller) {
        push = (chunk) => {
          controller.enqueue(chunk)
        }
      },
    })
    const reading = readForm(post(stalled), timer)
    push(new Uint8Array([97]))
    timer.end()
    await expect(reading).rejects.toMatchObject({
      code: 'request_invalid',
      message: 'The body was refused: it was not complete after 10 seconds, expected the whole body by then.',
    })
    expect(timer.seconds).toEqual([10])
    // What comes later is not collected.
    for (let chunk = 0; chunk < 100; chunk += 1) push(new Uint8Array(1024))
  })

  it('is read once', async () => {
    const request = post('a=1')
    expect(await entries(request)).toEqual({ a: '1' })
    await expect(read(request)).rejects.toMatchObject({ code: 'request_invalid' })
    const locked = post('a=1')
    locked.body?.getReader()
    await expect(read(locked)).rejects.toMatchObject({ code: 'request_invalid' })
  })

  it('that is cut off is refused, and quotes no part of it', async () => {
    const cut = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('secret of the stream'))
      },
    })
    const error = await read(post(cut)).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'request_invalid',
      message: 'The body was refused: the upload ended early, expected the whole body.',
    })
  })

  it('with bytes that are not UTF-8 is refused, at its end too', async () => {
    const error = { code: 'request_invalid', detail: { why: 'its bytes are not UTF-8, expected UTF-8' } }
    await expect(read(post(streamOf(Uint8Array.of(97, 0xff, 98))))).rejects.toMatchObject(error)
    await expect(read(post(streamOf(Uint8Array.of(97, 0xc3))))).rejects.toMatchObject(error)
    const parts = streamOf(Uint8Array.of(97, 61, 0xc3), Uint8Array.of(0xa4))
    expect(await entries(post(parts))).toEqual({ a: 'ä' })
  })

  it('with a parameter that comes twice is refused, and the name is not quoted', async () => {
    for (const body of ['secret=1&secret=1', 'secret&a=1&secret', 'secret=1&%73ecret=2']) {
      const error = await read(post(body)).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'request_invalid' })
      expect(String(error)).not.toContain('secret')
    }
  })

  it('is empty where a request has no body', async () => {
    expect(await entries(post(null))).toEqual({})
    const header = (name: string) => (name === 'content-type' ? type : undefined)
    const request: HttpRequest = { method: 'POST', url: '/form', header }
    expect(await entries(request)).toEqual({})
    Object.assign(Object.prototype, { body: () => Promise.resolve('polluted=1') })
    try {
      expect(await entries(request)).toEqual({})
    } finally {
      Reflect.deleteProperty(Object.prototype, 'body')
    }
  })

  it('of an adapter that fails is refused, with the reason as its cause', async () => {
    const cause = new Error('secret of the adapter')
    const request: HttpRequest = {
      ...{ method: 'POST', url: '/form', header: () => type },
      body: () => Promise.reject(cause),
    }
    const form = { ...request, header: (name: string) => (name === 'content-type' ? type : null) }
    const error = await read(form).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'request_invalid', cause })
    expect((error as Error).message).not.toContain('secret')
  })
})

describe('a collector of a body', () => {
  it('takes texts too, by their bytes', () => {
    const collector = new BodyCollector({ maxBytes: 3 })
    collector.add('ä')
    expect(() => {
      collector.add('ä')
    }).toThrow('more than 3 bytes came, expected at most 3')
  })
})
