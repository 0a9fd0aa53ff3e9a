import { expect, it } from 'vitest'
import { describePage, describeResponse, words } from './seen.mjs'

const origin = 'http://localhost:1'
const url = `${origin}/page`
const authorization = 'http://127.0.0.1:2/realms/x/protocol/openid-connect/auth'
const isAskedForPassword = (/** @type {{ text: string }} */ { text }) => text === 'a form'

/** @param {number} status @param {{ text?: string, headers?: Record<string, string>, at?: string, way?: string[] }} [options] */
function answer(status, { text = '', headers = {}, at = url, way = [] } = {}) {
  const hop = { method: 'GET', status: 302, location: undefined, setCookies: [], headers: new Headers() }
  const chain = [...way, at].map((each) => ({ ...hop, url: each }))
  return { status, text, url: at, headers: new Headers(headers), setCookies: [], chain }
}

/** @param {ReturnType<typeof answer>} page */
const describe = (page) => describePage(page, url, { isAskedForPassword })

it('says how a person came to a page', () => {
  expect(describe(answer(200))).toBe(words.page)
  expect(describe(answer(200, { way: [url, `${authorization}?prompt=none`] }))).toBe(words.silently)
  expect(describe(answer(200, { way: [url, `${authorization}?prompt=none`, authorization] }))).toBe(
    words.signedInAgain,
  )
  expect(describe(answer(200, { at: authorization, text: 'a form', way: [url] }))).toBe(words.signIn)
})

it('says why a person does not come to a page', () => {
  expect(describe(answer(403))).toBe(words.forbidden)
  expect(describe(answer(403, { way: [`${authorization}?prompt=none`] }))).toBe(words.forbiddenSilently)
  expect(describe(answer(503, { headers: { 'retry-after': '10' } }))).toBe(words.unavailable)
  expect(describe(answer(503))).toBe('503, again in ? s')
})

it('does not take another address of the application for the page', () => {
  expect(describe(answer(200, { at: `${origin}/logout/done` }))).toBe('200 at /logout/done')
})

it('tells a challenge that names the age of the roles from a sign-out', () => {
  const challenge = (/** @type {string} */ more) => ({
    headers: { 'www-authenticate': `Cookie realm="x"${more}` },
  })
  expect(describeResponse(answer(401, challenge(', error="roles_outdated"')))).toBe(words.outdated)
  expect(describeResponse(answer(401, challenge('')))).toBe(words.unauthorized)
})

it('reads whose token it is, and whether it has expired', () => {
  const now = Math.floor(Date.now() / 1000)
  const respond = (/** @type {object} */ claims) => {
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
    return describeResponse(answer(200, { text: JSON.stringify({ accessToken: token }) }), 'ada')
  }
  expect(respond({ sub: 'ada', exp: now + 60 })).toBe(words.token)
  expect(respond({ sub: 'ada', exp: now - 1 })).toBe('an expired token')
  expect(respond({ sub: 'bob', exp: now + 60 })).toBe('a token of another person')
})
