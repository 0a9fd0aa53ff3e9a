import assert from 'node:assert/strict'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { createUserAgent, type UserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { assertPrivate } from './assert-private.ts'
import { contractPeople, contractTexts } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'
import { assertCleansAway, leaveStaleCookies } from './leave-stale-cookies.ts'

interface Opened {
  readonly request: ClientRequest
  readonly response: IncomingMessage
}

/** Sends a GET request and resolves when the head of the response has arrived. */
function open(agent: UserAgent, url: string): Promise<Opened> {
  const cookie = agent.cookies(url).map((each) => each.cookieString())
  const sent = request(url, { agent: false, headers: { cookie: cookie.join('; '), accept: 'text/html' } })
  return new Promise((resolve, reject) => {
    sent.on('error', reject)
    sent.on('response', (response) => {
      resolve({ request: sent, response })
    })
    sent.end()
  })
}

export const streamCases: readonly ContractCase[] = [
  {
    name: 'S-11: streams a response in chunks, with its own headers and cookies',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      leaveStaleCookies(agent, origin)
      const { response } = await open(agent, `${origin}/stream`)
      assertPrivate(new Headers(response.headers as Record<string, string>), '/stream')
      assertCleansAway(response.headers['set-cookie'] ?? [])
      const pieces: string[] = []
      for await (const piece of response.setEncoding('utf8') as AsyncIterable<string>) pieces.push(piece)
      assert.ok(pieces.length > 1, 'more than one chunk')
      assert.equal(pieces.join(''), contractTexts.first + contractTexts.last)
    },
  },
  {
    name: 'serves later requests after clients close the connection in the middle of a response',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const all = await Promise.all(Array.from({ length: 10 }, () => open(agent, `${origin}/stream`)))
      for (const { request: sent, response } of all) {
        response.on('error', () => undefined)
        sent.on('error', () => undefined)
        sent.destroy()
      }
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
      const last = await agent.get(`${origin}/stream`)
      assert.equal(last.text, contractTexts.first + contractTexts.last)
    },
  },
]
