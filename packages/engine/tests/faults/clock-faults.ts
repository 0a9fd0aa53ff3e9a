import type { Fault } from './fault.ts'
import { atSession, duringCallback, signIn } from './parts.ts'
import type { World } from './world.ts'

/** The clock of the provider differs from that of the application by so many seconds. */
function skew(seconds: number) {
  return ({ provider }: World): void =>
    provider.twist({
      idTokenClaims: (claims) => ({
        ...claims,
        iat: Number(claims['iat']) + seconds,
        exp: Number(claims['exp']) + seconds,
      }),
    })
}

const skews = [
  ['30 s ahead', 30, 303],
  ['30 s behind', -30, 303],
  ['5 min ahead', 300, 502],
  // Its ID Tokens live for 5 minutes.
  ['5 min behind', -329, 303],
  ['6 min behind, so that its ID Tokens have expired', -360, 502],
].map(([name, seconds, status]) =>
  atSession({
    name: `The clock of the provider is ${name}`,
    settings: { sessions: 'cookies' },
    begin: skew(Number(seconds)),
    act: duringCallback(() => undefined),
    status: Number(status),
    next: signIn,
    nextStatus: 303,
    sees: status === 303 ? 'Nothing: the sign-in goes on.' : 'An error page with a reference.',
    over: 'At the next sign-in.',
  }),
)

function jump(seconds: number) {
  return (world: World): void => {
    world.now += seconds
  }
}

/** A session of a later time is not valid, and its cookies stay (decision 125). */
const ofLaterTime = {
  status: 302,
  during: { ada: 'sign-in', grace: 'sign-in' },
  sees: 'A sign-in begins. The session goes on as soon as the clock is right.',
} as const

const jumps = (
  [
    ['30 s forward', 30, {}],
    ['30 s back', -30, {}],
    ['5 min forward', 300, {}],
    ['5 min back', -300, ofLaterTime],
    ['1 s back, as at a leap second', -1, {}],
    ['half a second, as where a leap second is smeared', 0.5, {}],
    ['1 h back, as a clock of local time at the end of summer', -3600, ofLaterTime],
    ['1 h forward, as a clock of local time at the begin of summer', 3600, {}],
    ['back by a day, as a date that is wrong at midnight', -86_400, ofLaterTime],
  ] as const
).map(([name, seconds, what]) =>
  atSession({
    name: `The clock of the application jumps ${name}`,
    settings: { sessions: 'cookies' },
    begin: jump(seconds),
    end: jump(-seconds),
    ...what,
  }),
)

const midnight: Fault = atSession({
  name: 'Midnight passes between two requests',
  begin(world) {
    const tonight = world.now - (world.now % 86_400) + 86_400
    world.now = Math.min(tonight, world.now + 20_000)
  },
  end(world) {
    world.now += 2
  },
})

export const clockFaults: readonly Fault[] = [...skews, ...jumps, midnight]
