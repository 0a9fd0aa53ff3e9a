import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { readNodeBody } from './body.ts'

const limits = { maxBytes: 100, signal: new AbortController().signal }

/** A request whose stream something has read, with what it left in `req.body`. */
async function createReadRequest(left: object): Promise<IncomingMessage> {
  const req = new IncomingMessage(new Socket())
  req.push('a=1')
  req.push(null)
  await req.toArray()
  return Object.assign(req, left)
}

it('reads the stream where a parser has put an empty body on a request that it did not read', async () => {
  const req = Object.assign(new IncomingMessage(new Socket()), { body: {} })
  req.push('a=1')
  req.push(null)
  expect(await readNodeBody(req, limits)).toBe('a=1')
})

it.each([
  [{ body: 'a=%31' }, 'a=%31'],
  [{ body: Buffer.from('a=1') }, 'a=1'],
  [{ body: { a: '1', 'b&': ['ä', ''] } }, 'a=1&b%26=%C3%A4&b%26='],
  [{ body: {} }, ''],
])('renders what a parser left: %j', async (left, text) => {
  expect(await readNodeBody(await createReadRequest(left), limits)).toBe(text)
})

it.each([
  [{}, 'other code read it before'],
  [{ body: undefined }, 'other code read it before'],
  [{ body: null }, 'other code read it before'],
  [{ body: 1 }, 'other code read it before'],
  [{ body: { a: { b: '1' } } }, 'a body parser turned a parameter into an object'],
  [{ body: { a: [['1']] } }, 'a body parser turned a parameter into an object'],
  [{ body: Uint8Array.of(0xff) }, 'its bytes are not UTF-8'],
])('refuses what a parser left: %j', async (left, why) => {
  await expect(readNodeBody(await createReadRequest(left), limits)).rejects.toMatchObject({
    code: 'request_invalid',
    message: expect.stringContaining(why) as string,
  })
})

it('refuses more than it may hold, of a stream and of what a parser left, and leaves the connection alone', async () => {
  const req = new IncomingMessage(new Socket())
  req.push('x'.repeat(101))
  await expect(readNodeBody(req, limits)).rejects.toMatchObject({ code: 'request_too_large' })
  expect(req.destroyed).toBe(false)
  for (const body of ['x'.repeat(101), { a: 'x'.repeat(99) }, { a: Array<string>(50).fill('') }]) {
    await expect(readNodeBody(await createReadRequest({ body }), limits)).rejects.toMatchObject({
      code: 'request_too_large',
    })
  }
})

it('takes no body that a polluted prototype gives', async () => {
  const req = await createReadRequest({})
  Object.assign(Object.prototype, { body: 'polluted=1' })
  try {
    await expect(readNodeBody(req, limits)).rejects.toMatchObject({ code: 'request_invalid' })
  } finally {
    Reflect.deleteProperty(Object.prototype, 'body')
  }
})

it('refuses an upload that was cut off, before it is read and while it is', async () => {
  const req = new IncomingMessage(new Socket())
  req.push('a=1')
  const reading = readNodeBody(req, limits)
  req.destroy()
  await expect(reading).rejects.toMatchObject({ code: 'request_invalid' })
  const gone = new IncomingMessage(new Socket())
  gone.destroy()
  await expect(readNodeBody(gone, limits)).rejects.toMatchObject({ code: 'request_invalid' })
})

it('decodes a stream that something has set to texts', async () => {
  const req = new IncomingMessage(new Socket())
  req.setEncoding('latin1')
  req.push(Buffer.from('a=ä'))
  req.push(null)
  expect(await readNodeBody(req, limits)).toBe('a=ä')
})

it('stops when the time is up', async () => {
  const controller = new AbortController()
  const req = new IncomingMessage(new Socket())
  const reading = readNodeBody(req, { ...limits, signal: controller.signal })
  controller.abort()
  req.push('a=1')
  expect(await reading).toBe('')
})
