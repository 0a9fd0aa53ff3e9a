import type { Fault } from './fault.ts'
import { answerAt, atSignIn, duringCallback, hangAt, startFresh, trickleAt } from './parts.ts'
import { brokenDocuments } from './provider-faults.ts'

/** The keys of the provider. A process that has none asks for them at the first callback. */
const documents = brokenDocuments.map(([name, answer, status]) =>
  atSignIn({
    name: `The keys are ${name}`,
    begin: startFresh,
    act: duringCallback(({ provider }) => provider.twist(answerAt('/jwks', () => answer))),
    status,
  }),
)

const slow = [
  ['do not arrive', hangAt],
  ['arrive with 1 byte a second', trickleAt],
] as const

const slowDocuments = slow.map(([name, twist]) =>
  atSignIn({
    name: `The keys ${name}`,
    begin: startFresh,
    act: duringCallback((world) => world.provider.twist(twist(world, '/jwks'))),
    status: 503,
  }),
)

const others: readonly Fault[] = [
  atSignIn({
    name: 'The key set is empty',
    begin: startFresh,
    act: duringCallback(({ provider }) => provider.twist({ jwks: () => ({ keys: [] }) })),
    status: 502,
  }),
  atSignIn({
    name: 'The keys rotate before a sign-in',
    begin: ({ provider }) => provider.rotateKeys(),
    act: duringCallback(() => undefined),
    status: 303,
    sees: 'Nothing: the sign-in goes on.',
  }),
  atSignIn({
    name: 'The keys rotate during a sign-in',
    begin: () => undefined,
    act: duringCallback(({ provider }) => provider.rotateKeys('before_signing')),
    status: 303,
    sees: 'Nothing: the sign-in goes on.',
  }),
  atSignIn({
    name: 'The keys rotate after a sign-in',
    begin: () => undefined,
    act: (world) => world.signIn('ada'),
    status: 303,
    end: ({ provider }) => provider.rotateKeys(),
    sees: 'Nothing: the sign-in goes on.',
  }),
  atSignIn({
    name: 'Two keys have one kid, and the first does not fit',
    begin: startFresh,
    act: duringCallback(({ provider }) =>
      provider.twist({
        jwks: ({ keys: [key] }) => ({
          keys: [{ ...key, n: `${String(key?.['n']).slice(0, -4)}AAAB` }, key],
        }),
      }),
    ),
    status: 303,
    sees: 'Nothing: the sign-in goes on.',
  }),
  atSignIn({
    name: 'An ID Token is signed with a key that is never published',
    begin: ({ provider }) => provider.twist({ signingKey: 'unpublished' }),
    act: (world) => world.signIn('ada'),
    status: 502,
  }),
]

export const keyFaults: readonly Fault[] = [...documents, ...slowDocuments, ...others]
