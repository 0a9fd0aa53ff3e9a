import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AppProcess } from './app-process.ts'
import { prepareDeployment, sessionSeconds, type Deployment } from './deployment.ts'
import type { Person, RunningSignIn } from './people.ts'

const guide = readFileSync(
  new URL('../../../../../docs/guides/change-the-session-secret.md', import.meta.url),
  'utf8',
)

/** The values of `SESSION_SECRETS` that the guide gives, one for each step. */
const steps = [...guide.matchAll(/^\| \d +\| `([a-z,]+)`/gmu)].map(([, names = '']) => names)

/** Both processes, and who was at the application before. */
interface Stage {
  readonly processes: readonly [AppProcess, AppProcess]
  readonly signedIn: Person[]
  readonly atProvider: RunningSignIn[]
}

/** Expects that every session belongs to its person at each process, and when the processes take turns. */
async function expectOwnSessions({ balancer, readSession }: Deployment, stage: Stage): Promise<void> {
  const { processes, signedIn } = stage
  const subjects = signedIn.map(({ subject }) => subject)
  for (const targets of [[processes[0]], [processes[1]], processes]) {
    balancer.sendTo(...targets)
    expect(await Promise.all(signedIn.map(readSession))).toEqual(subjects)
  }
}

/** Completes a sign-in, and expects the page that was asked for at the first attempt. */
async function completeAtOnce({ completeSignIn }: Deployment, signIn: RunningSignIn): Promise<void> {
  const { chain, text } = await completeSignIn(signIn)
  expect(chain.map(({ status, url }) => `${status} ${new URL(url).pathname}`)).toEqual([
    '303 /login/oauth2/code/main',
    '200 /me',
  ])
  expect(text).toBe(signIn.subject)
}

/** Signs people in: those who waited at the provider, and one for each pair of processes. */
async function signPeopleIn(deployment: Deployment, stage: Stage): Promise<void> {
  const { balancer, beginSignIn } = deployment
  const { processes, signedIn, atProvider } = stage
  for (const [at, waiting] of atProvider.splice(0).entries()) {
    balancer.sendTo(processes[at % 2] ?? processes[0])
    await completeAtOnce(deployment, waiting)
    signedIn.push(waiting)
  }
  for (const begin of processes)
    for (const complete of processes) {
      balancer.sendTo(begin)
      const signIn = await beginSignIn()
      atProvider.push(await beginSignIn())
      balancer.sendTo(complete)
      await completeAtOnce(deployment, signIn)
      signedIn.push(signIn)
    }
}

/** Expects the same page at both processes for a person without access whose sign-in each process completes. */
async function expectDenials(
  { balancer, beginSignIn, completeSignIn }: Deployment,
  stage: Stage,
): Promise<void> {
  const [one, other] = stage.processes
  for (const [denying, showing] of [
    [one, other],
    [other, one],
  ] as const) {
    balancer.sendTo(denying)
    const person = await beginSignIn(false)
    const denied = await completeSignIn(person)
    expect([denied.status, new URL(denied.url).pathname]).toEqual([403, '/login/denied'])
    balancer.sendTo(showing)
    const reloaded = await person.agent.get(denied.url)
    expect([reloaded.status, reloaded.text]).toEqual([403, denied.text])
  }
}

/** Signs out one person who signed in at each process, at the other one; the provider gets their ID Token. */
async function expectSignOuts(deployment: Deployment, stage: Stage): Promise<void> {
  const { balancer, beginSignIn, readSession } = deployment
  const [one, other] = stage.processes
  for (const [signIn, signOut] of [
    [one, other],
    [other, one],
  ] as const) {
    balancer.sendTo(signIn)
    const person = await beginSignIn()
    await completeAtOnce(deployment, person)
    balancer.sendTo(signOut)
    const page = await person.agent.get(`${balancer.origin}/logout`)
    const { chain } = await person.agent.submitForm(page)
    expect(chain[0]?.location).toContain('id_token_hint=')
    expect(new URL(chain.at(-1)?.url ?? '').pathname).toBe('/logout/done')
    expect(await readSession(person)).toBe('401')
  }
}

async function expectAllGoesOn(deployment: Deployment, stage: Stage): Promise<void> {
  await expectOwnSessions(deployment, stage)
  await signPeopleIn(deployment, stage)
  await expectOwnSessions(deployment, stage)
  await expectDenials(deployment, stage)
  await expectSignOuts(deployment, stage)
}

function startTwo({ start }: Deployment, names: string): Promise<Stage['processes']> {
  return Promise.all([start(names), start(names)])
}

/** Replaces one process, then the other. */
async function deploy(deployment: Deployment, stage: Stage, names: string): Promise<Stage> {
  const [first, second] = stage.processes
  const processes = await startTwo(deployment, names)
  await first.stop()
  await expectAllGoesOn(deployment, { ...stage, processes: [processes[0], second] })
  await second.stop()
  const done: Stage = { ...stage, processes }
  await expectAllGoesOn(deployment, done)
  return done
}

async function begin(deployment: Deployment, names: string): Promise<Stage> {
  const stage: Stage = { processes: await startTwo(deployment, names), signedIn: [], atProvider: [] }
  await expectAllGoesOn(deployment, stage)
  return stage
}

describe('S-09: a session secret that changes in a rolling deploy', () => {
  it('signs no one out, breaks no sign-in and mixes up no sessions, by the steps of the guide', async () => {
    expect(steps).toEqual(['old', 'old,new', 'new,old', 'new'])
    const [oldest = '', added = '', moved = '', last = ''] = steps
    const deployment = await prepareDeployment()
    const { balancer, readSession, start, wait } = deployment
    let stage = await begin(deployment, oldest)
    const [veteran] = stage.signedIn
    if (veteran === undefined) throw new Error('no one signed in at step 0')
    stage = await deploy(deployment, stage, added)
    stage = await deploy(deployment, stage, moved)

    // Too early: the session is still sealed with the old secret. It is not lost.
    const early = await start(last)
    balancer.sendTo(early)
    expect(await readSession(veteran)).toBe('401')
    await early.stop()
    await expectOwnSessions(deployment, stage)

    const before = stage.signedIn.splice(0)
    await wait(sessionSeconds / 2)
    await expectAllGoesOn(deployment, { ...stage, atProvider: [] })
    await wait(sessionSeconds / 2)
    // All that the old secret sealed has expired.
    expect(new Set(await Promise.all(before.map(readSession)))).toEqual(new Set(['401']))
    stage = { ...stage, atProvider: [] }
    await expectAllGoesOn(deployment, stage)
    await deploy(deployment, stage, last)
  })

  it('goes back by the same steps', async () => {
    const deployment = await prepareDeployment()
    const [oldest = '', added = '', moved = ''] = steps
    let stage = await begin(deployment, moved)
    stage = await deploy(deployment, stage, added)
    await deployment.wait(sessionSeconds)
    await deploy(deployment, { ...stage, signedIn: [], atProvider: [] }, oldest)
  })

  it('signs people out and breaks sign-ins at the old process if the new secret is first at once', async () => {
    const deployment = await prepareDeployment()
    const { balancer, beginSignIn, completeSignIn, readSession } = deployment
    const [old, replaced] = await Promise.all([deployment.start('old'), deployment.start('new,old')])
    balancer.sendTo(replaced)
    const person = await beginSignIn()
    await completeAtOnce(deployment, person)
    const waiting = await beginSignIn()

    balancer.sendTo(old)
    expect(await readSession(person)).toBe('401')
    const restarted = await completeSignIn(waiting)
    expect(restarted.chain[1]?.url).toContain('again=1')
    expect(new URL(restarted.url).pathname).toBe('/')

    // The old process ignored the cookie and did not delete it.
    balancer.sendTo(replaced)
    expect(await readSession(person)).toBe(person.subject)

    balancer.sendTo(replaced, old)
    const { status, text } = await completeSignIn(await beginSignIn())
    expect(status).toBe(400)
    expect(text).toContain('<!doctype html>')
  })

  it('that leaked opens nothing once it is replaced at once, and sign-ins that wait at the provider start again', async () => {
    const deployment = await prepareDeployment()
    const { balancer, beginSignIn, completeSignIn, readSession } = deployment
    const leaked = await deployment.start('old')
    balancer.sendTo(leaked)
    const person = await beginSignIn()
    await completeAtOnce(deployment, person)
    const copied = person.agent.cookies(balancer.origin).map((cookie) => cookie.toString())
    const waiting = await beginSignIn()
    await leaked.stop()

    balancer.sendTo(...(await startTwo(deployment, 'new')))
    expect(await readSession(person)).toBe('401')
    expect(person.agent.cookies(balancer.origin).map((cookie) => cookie.toString())).toEqual(copied)
    const { chain, text } = await completeSignIn(waiting)
    expect(chain[1]?.url).toContain('again=1')
    expect(text).toBe(waiting.subject)
    expect(await readSession(waiting)).toBe(waiting.subject)
  })
})
