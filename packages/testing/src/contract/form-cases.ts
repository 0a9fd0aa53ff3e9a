import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { sendBytes } from '../user-agent/send-bytes.ts'
import { contractTexts, readsBody } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'

const formType = 'application/x-www-form-urlencoded'
const maxBytes = 65_536

/** Headers of a request whose body is unread, and of one whose body earlier middleware has read. */
const fronts = [{}, { [readsBody]: '1' }]

async function postForm(
  origin: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const sent = { 'content-type': formType, ...headers }
  const { status, text } = await createUserAgent().get(`${origin}/form`, {
    method: 'POST',
    body,
    headers: sent,
  })
  assert.equal(status, text.startsWith('{') ? 200 : 400, text)
  return text
}

export const formCases: readonly ContractCase[] = [
  {
    name: 'reads a form, also when earlier middleware has read the body',
    run: async ({ origin }) => {
      for (const front of fronts) {
        assert.equal(await postForm(origin, 'a=1&b=%C3%A4+%26&c=', front), '{"a":"1","b":"ä &","c":""}')
        assert.equal(await postForm(origin, '', front), '{}')
        const longest = JSON.parse(await postForm(origin, `a=${'x'.repeat(maxBytes - 2)}`, front)) as object
        assert.deepEqual(longest, { a: 'x'.repeat(maxBytes - 2) })
      }
    },
  },
  {
    name: 'refuses a form of more than 64 KiB',
    run: async ({ origin }) => {
      const body = `a=${'x'.repeat(maxBytes - 1)}`
      for (const front of fronts) assert.equal(await postForm(origin, body, front), 'request_too_large')
      const { host } = new URL(origin)
      const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
      const head = `POST /form HTTP/1.1\r\nhost: ${host}\r\ncontent-type: ${formType}\r\nconnection: close\r\n`
      const chunks = chunk('a=') + chunk('x'.repeat(1024)).repeat(64) + chunk('')
      const chunked = await sendBytes(origin, `${head}transfer-encoding: chunked\r\n\r\n${chunks}`)
      assert.equal(chunked.status, 400)
      assert.match(chunked.raw, /request_too_large/u)
    },
  },
  {
    name: 'refuses a body with a content type other than a form',
    run: async ({ origin }) => {
      for (const type of ['application/json', 'text/plain', `${formType}; charset=utf-16`]) {
        assert.equal(await postForm(origin, 'a=1', { 'content-type': type }), 'content_type_unsupported')
      }
    },
  },
  {
    name: 'refuses a form with a repeated parameter',
    run: async ({ origin }) => {
      for (const front of fronts) {
        assert.equal(await postForm(origin, 'a=1&b=2&%61=3', front), 'request_invalid')
        assert.equal(await postForm(origin, 'a=1&a=1', front), 'request_invalid')
      }
    },
  },
  {
    name: 'serves later requests after clients break off an upload',
    run: async ({ origin }) => {
      const { host, hostname, port } = new URL(origin)
      for (const front of ['', `${readsBody}: 1\r\n`]) {
        const socket = connect({ port: Number(port), host: hostname })
        const head = `POST /form HTTP/1.1\r\nhost: ${host}\r\ncontent-type: ${formType}\r\n${front}`
        socket.write(`${head}content-length: 100\r\n\r\na=1`)
        await once(socket, 'connect')
        socket.destroy()
        await once(socket, 'close')
        assert.equal((await createUserAgent().get(`${origin}/static`)).text, contractTexts.static)
      }
      assert.equal(await postForm(origin, 'a=1'), '{"a":"1"}')
    },
  },
]
