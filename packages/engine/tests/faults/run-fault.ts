import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import type { Engine } from '@x/oidc-engine'
import type { MisbehavingProvider } from '@x/oidc-testing'
import type { Fault, Sight } from './fault.ts'
import { buildWorld, names, people, type Answer, type Name, type World } from './world.ts'

export interface Stage {
  readonly provider: MisbehavingProvider
  readonly clock: { now: number }
  /** Plants a defect. */
  readonly wrap?: (engine: Engine) => Engine
}

const began = 1_793_000_000

/** Runs one fault and checks everything that holds for all of them. Rejects with the first thing that is not as documented. */
export async function runFault(fault: Fault, { provider, clock, wrap }: Stage): Promise<void> {
  checkRow(fault)
  provider.behave()
  provider.requests.clear()
  clock.now = began
  const rejections = watchRejections()
  try {
    const world = await buildWorld(provider, fault.settings, clock, wrap)
    await fault.begin(world)
    const answer = await fault.act(world)
    checkAnswer(answer, fault)
    for (const name of names)
      assert.equal(await look(world, name), fault.during[name], `${name} during the fault`)
    await fault.end(world)
    const next = await fault.next(world)
    assert.equal(next.status, fault.nextStatus, `the first request after the fault: ${next.text}`)
    for (const name of names) await checkSession(world, name, fault)
    await fault.also(world)
    await world.settle()
    checkPrivacy(world)
    checkSecrets(world)
    checkStream(world)
    await turn()
    assert.deepEqual(rejections.seen, [], 'unhandled rejections')
  } finally {
    await provider.comeBack()
    provider.behave()
    rejections.stop()
  }
}

function checkAnswer({ status, headers, text }: Answer, fault: Fault): void {
  const brief = text.replace(/<style.*<\/style>/su, '').slice(0, 1500)
  assert.equal(status, fault.status, `the request that meets the fault: ${brief}`)
  assert.equal(headers.get('retry-after'), fault.retryAfter, 'Retry-After')
}

/** What a person finds at a page that needs a user. A page must have the data of this person. */
async function look(world: World, name: Name): Promise<Sight> {
  const { status, text } = await world.visit(name, '/me')
  if (status === 503) return 'outage'
  if (status === 302 || status === 401) return 'sign-in'
  assert.equal(status, 200, `${name}: ${text}`)
  const { email, subject, roles } = JSON.parse(text) as Readonly<Record<string, unknown>>
  assert.deepEqual([subject, email], [people[name].sub, people[name].email], `the data of ${name}`)
  assert.ok(Array.isArray(roles) && roles.includes('ROLE_ADMIN') === (name === 'grace'), `roles of ${name}`)
  return 'page'
}

async function checkSession(world: World, name: Name, { lost }: Fault): Promise<void> {
  const expected: Sight = lost[name] === undefined ? 'page' : 'sign-in'
  assert.equal(await look(world, name), expected, `the session of ${name} after the fault`)
}

/** No response has data of the other person: not in its body, and in no header. */
function checkPrivacy({ answers }: World): void {
  assert.ok(answers.length > 0, 'no response was seen')
  for (const { name, answer } of answers) {
    const { sub, email, name: called } = people[name === 'ada' ? 'grace' : 'ada']
    const whole = answer.text + JSON.stringify([...answer.headers])
    for (const mark of [sub, email, called])
      assert.ok(!whole.includes(mark), `a response to ${name} has ${mark}`)
  }
}

function checkSecrets({ answers, events, secrets, streamed }: World): void {
  const log = JSON.stringify([events, streamed])
  assert.ok(secrets.size > 4, 'no secrets are known')
  for (const secret of secrets) {
    assert.ok(!log.includes(secret), 'an event has a secret')
    for (const { answer } of answers) assert.ok(!answer.text.includes(secret), 'a body has a secret')
  }
}

/** `onEvent` gets the log, and no outage begins or ends twice. */
function checkStream({ events, streamed }: World): void {
  assert.deepEqual(
    streamed.filter(({ level }) => level !== 'debug'),
    events,
    'onEvent got another log',
  )
  for (const kind of ['store', 'provider'] as const) {
    const changes = streamed.map(({ code }) => code).filter((code) => /_(?:down|up)$/u.test(code))
    const ofKind = changes.filter((code) => code.startsWith(kind))
    for (const [index, code] of ofKind.entries())
      assert.equal(code, `${kind}_${index % 2 === 0 ? 'down' : 'up'}`, `outages: ${ofKind.join(', ')}`)
  }
}

/** Takes over from the listeners of the test runner, so that a planted rejection is found here. */
function watchRejections(): { readonly seen: unknown[]; readonly stop: () => void } {
  const seen: unknown[] = []
  const kinds = ['unhandledRejection', 'uncaughtException'] as const
  const listen = (error: unknown): void => void seen.push(error)
  const before = kinds.map((kind) => [kind, process.rawListeners(kind) as (() => void)[]] as const)
  for (const kind of kinds) process.removeAllListeners(kind).on(kind, listen)
  return {
    seen,
    stop() {
      for (const [kind, listeners] of before) {
        process.off(kind, listen)
        for (const listener of listeners) process.on(kind, listener)
      }
    },
  }
}

const sights: readonly unknown[] = ['page', 'sign-in', 'outage'] satisfies Sight[]

/** Refuses a row that would check nothing. */
function checkRow(fault: Fault): void {
  for (const field of ['name', 'sees', 'over'] as const)
    assert.ok(typeof fault[field] === 'string' && fault[field] !== '', `a fault without ${field}`)
  for (const field of ['begin', 'act', 'end', 'next', 'also'] as const)
    assert.equal(typeof fault[field], 'function', `${fault.name}: ${field}`)
  for (const field of ['status', 'nextStatus'] as const)
    assert.ok(Number.isInteger(fault[field]) && fault[field] >= 200, `${fault.name}: ${field}`)
  assert.ok(fault.nextStatus < 400, `${fault.name}: nextStatus is no success`)
  assert.ok(fault.retryAfter === null || /^\d+$/u.test(fault.retryAfter), `${fault.name}: retryAfter`)
  assert.ok(
    names.every((name) => sights.includes(fault.during[name])),
    `${fault.name}: during`,
  )
  assert.ok(
    Object.values(fault.lost).every((why) => why.length > 10),
    `${fault.name}: lost without a reason`,
  )
}
