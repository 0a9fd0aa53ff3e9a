import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { sendBytes } from '../user-agent/send-bytes.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { callbackPath, contractPeople, contractTexts, loginPath } from './contract-app.ts'
import type { ContractCase } from './contract-app.ts'
import { untilRecovered } from './until-recovered.ts'

/** Sends the first part of a request, then closes the connection. */
async function sendHalf(origin: string, path: string): Promise<void> {
  const { host, port } = new URL(origin)
  const socket = connect(Number(port), '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\norigin: ${origin}\r\nsec-fetch-site: same-origin\r\n`
    socket.write(
      `${head}content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\ncode=1`,
      () => resolve(),
    )
  })
  const closed = once(socket, 'close')
  socket.destroy()
  await closed
}

export const faultCases: readonly ContractCase[] = [
  {
    name: 'starts without the provider, answers 503 to a login, and recovers when the provider is up',
    run: async ({ origin, provider }) => {
      const agent = createUserAgent()
      for (const outage of ['refuse', '503'] as const) {
        await provider.goDown(outage)
        const start = await agent.get(origin + loginPath, { followRedirects: false })
        assert.equal(start.status, 503)
        assert.match(start.headers.get('retry-after') ?? '', /^\d+$/)
        assert.equal((await agent.get(`${origin}/`)).text, 'hello anonymous')
        assert.equal((await agent.get(`${origin}/static`)).text, contractTexts.static)
      }
      await provider.comeBack()
      await untilRecovered(() => agent.get(origin + loginPath, { followRedirects: false }))
      assert.equal((await signIn(agent, `${origin}/me`, 'staff')).text, contractPeople.staff.name)
    },
  },
  {
    name: "leaves a handler's error to the framework, and serves later requests",
    run: async ({ origin }) => {
      const agent = createUserAgent()
      assert.equal((await agent.get(`${origin}/throws`)).status, 500)
      await signIn(agent, `${origin}/me`, 'staff')
      for (const path of ['/throws', '/throws/later']) {
        const answer = await agent.get(origin + path)
        assert.equal(answer.status, 500, path)
        assert.doesNotMatch(answer.headers.get('cache-control') ?? '', /public|max-age=[1-9]/)
      }
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'breaks off a response whose handler fails in the middle, and serves later requests',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const cookie = agent.cookies(`${origin}/`).map((each) => each.cookieString())
      const lines = [`host: ${new URL(origin).host}`, `cookie: ${cookie.join('; ')}`, 'connection: close']
      const { status, raw } = await sendBytes(
        origin,
        `GET /throws/begun HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
      )
      // The client can detect that the response is incomplete: the last chunk or the whole response is missing.
      assert.ok(status !== 200 || !raw.endsWith('0\r\n\r\n'), raw)
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'serves later requests after clients close their connection early',
    run: async ({ origin }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      for (const path of ['/', '/me', loginPath, '/oauth2/session', '/logout', '/static']) {
        const hangsUp = new AbortController()
        const answer = agent.openTab().get(origin + path, { signal: hangsUp.signal })
        hangsUp.abort()
        await assert.rejects(answer)
      }
      for (const path of ['/echo', '/logout', callbackPath]) await sendHalf(origin, path)
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
]
