import type { ReplayResult, ReplayStore } from '../cache/replay-store.ts'
import { buildCookie, buildDeletion } from '../cookies/cookie.ts'
import { encodeBase64Url } from '../crypto/base64url.ts'
import { computeSha256 } from '../crypto/hash.ts'
import { parseTransactionPayload, type TransactionPayload } from './sealed-payloads.ts'
import type { Result } from '../result.ts'
import { isYoungerThan } from './is-younger-than.ts'
import type { SessionContext } from './session-context.ts'
import { listEvicted } from './transaction-room.ts'

/** The data of one sign-in between the authorization request and its response. */
export interface Transaction {
  readonly providerId: string
  /** The issuer of the provider. At the callback the provider may have another one, which must not get the code. */
  readonly issuerUrl: string
  readonly redirectUri: string
  readonly returnTo: string
  /** The user asked for another account. */
  readonly switching: boolean
  /** This sign-in started because the sign-in before it was lost. A sign-in may start again only once. */
  readonly isAgain: boolean
  /**
   * A short hash of the id of the session whose roles this sign-in decides again, without a page of the provider. Undefined for a normal
   * sign-in.
   */
  readonly silentFor: string | undefined
  /** NumericDate of the authorization request. */
  readonly begunAt: number
  readonly secrets: TransactionSecrets
}

export interface TransactionSecrets {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  /** @see RFC 7636, section 4.2 */
  readonly codeChallenge: string
}

/**
 * How many seconds the cookie lives longer than a sign-in may take. A sign-in that took too long can then start again with its
 * return address.
 */
const graceSeconds = 86_400

/**
 * The suffix of the `state` of a sign-in that began because the one before it was lost. A browser without cookies sends back
 * only the `state`.
 */
const againSuffix = '.again'

/** The end of the `state` of a sign-in that began in a frame, and goes on in a window. */
export const frameSuffix = '.frame'

/** Starts a transaction. Its cookie replaces the oldest ones that no longer fit beside it. */
export async function beginTransaction(
  context: SessionContext,
  request: Omit<Transaction, 'secrets' | 'begunAt'>,
  cookies: ReadonlyMap<string, string>,
): Promise<{ readonly transaction: Transaction; readonly setCookies: readonly string[] }> {
  const { config, names, ports, sealer } = context
  const seed = encodeBase64Url(ports.random(32))
  const secrets = await deriveSecrets(seed, request.isAgain)
  const begunAt = ports.now()
  const name = names.transaction(await hashShortly(secrets.state), begunAt)
  const payload: TransactionPayload = {
    v: 1,
    pid: request.providerId,
    seed,
    ret: request.returnTo,
    uri: await hashTarget(request),
    at: begunAt,
    ...(request.switching ? { sw: true } : {}),
    ...(request.isAgain ? { ag: true } : {}),
    ...(request.silentFor === undefined ? {} : { si: request.silentFor }),
  }
  const sealed = await sealer.seal('transaction', name, payload)

  const evicted = listEvicted(context, cookies, name.length + sealed.length)
  return {
    transaction: { ...request, begunAt, secrets },
    // The new one comes first: some hosts keep only the first cookie of a response.
    setCookies: [
      buildCookie(names, name, sealed, config.session.signInSeconds + graceSeconds),
      ...evicted.map((old) => buildDeletion(names, old)),
    ],
  }
}

/** The cookie of the transaction that a callback names. */
export interface FoundTransaction {
  readonly name: string
  readonly sealed: string
}

/** Finds the transaction of a `state` in this browser. It is not opened yet. */
export function findTransaction(
  { names }: SessionContext,
  stateHash: string,
  cookies: ReadonlyMap<string, string>,
): FoundTransaction | undefined {
  const name = names.transactionsOf(cookies).find((cookie) => cookie.stateHash === stateHash)?.name
  return name === undefined ? undefined : { name, sealed: cookies.get(name) ?? '' }
}

export interface ClaimedTransaction {
  readonly transaction: Transaction
  /** Allows the same callback again. It never rejects. */
  readonly release: () => Promise<void>
}

/** The data of a transaction with which its sign-in can start again. */
export type LostTransaction = Pick<Transaction, 'returnTo' | 'switching'>

/** The reason why a callback has no usable transaction. */
export type TransactionRule = 'transaction_missing' | 'transaction_expired' | 'transaction_used'

/** All transactions of a store have one owner, so that a flood of sign-ins takes no room from other items. */
const owners = ['transactions']

/**
 * A full store does not refuse sign-ins: an attacker can fill it at no cost, and without it the cookie and the code still work
 * only once (decision 71).
 */
const passing: readonly ReplayResult[] = ['claimed', 'quota_full', 'store_full']

const missing = { ok: false, rule: 'transaction_missing' } as const

/**
 * Claims the transaction of a callback only for this callback. The first response deletes the cookie. The claim refuses a second
 * request that shares no answer with the first one.
 * @returns the claim, or the rule that fails with the data of the transaction, if it belongs to this browser
 */
export async function claimTransaction(
  context: SessionContext,
  callback: Pick<Transaction, 'providerId' | 'issuerUrl'> & { readonly state: string },
  cookies: ReadonlyMap<string, string>,
): Promise<Result<ClaimedTransaction, TransactionRule, LostTransaction>> {
  const { config, ports, sealer, transactions, routes } = context
  const { issuerUrl, providerId, state } = callback
  const stateHash = await hashShortly(state)
  const found = findTransaction(context, stateHash, cookies)
  if (found === undefined) return missing
  const redirectUri = routes.url('callback', providerId)
  const payload = parseTransactionPayload(await sealer.unseal('transaction', found.name, found.sealed))
  // A transaction of another provider, issuer or redirect URI does not match (RFC 9700, section 4.4.2).
  if (payload?.pid !== providerId || payload.uri !== (await hashTarget({ issuerUrl, redirectUri })))
    return missing
  const { signInSeconds } = config.session
  const refuse = (rule: TransactionRule) =>
    ({ ok: false, rule, detail: { returnTo: payload.ret, switching: payload.sw === true } }) as const
  if (!isYoungerThan(signInSeconds, payload.at, ports.now())) return refuse('transaction_expired')
  const key = `transaction ${stateHash}`
  const result = await transactions.claim(key, { expiresAt: payload.at + signInSeconds, owners })
  if (!passing.includes(result)) return refuse('transaction_used')
  const isAgain = payload.ag === true
  return {
    ok: true,
    value: {
      transaction: {
        providerId,
        issuerUrl,
        redirectUri,
        returnTo: payload.ret,
        switching: payload.sw === true,
        isAgain,
        silentFor: payload.si,
        begunAt: payload.at,
        secrets: await deriveSecrets(payload.seed, isAgain),
      },
      release: async () => {
        if (result === 'claimed') await release(transactions, key)
      },
    },
  }
}

/** Hashes to whom and for which address the authorization request was sent. Neither text contains a space. */
function hashTarget({
  issuerUrl,
  redirectUri,
}: Pick<Transaction, 'issuerUrl' | 'redirectUri'>): Promise<string> {
  return hashShortly(`${issuerUrl} ${redirectUri}`)
}

/** Whether a `state` looks like one of ours. */
export function isOurState(state: string): boolean {
  return /^[\w-]{43}(?:\.again)?$/u.test(state)
}

/** Whether the `state` of a callback is that of a sign-in that began because the one before it was lost. */
export function isStateOfAgain(state: string): boolean {
  return state.endsWith(againSuffix)
}

/** If the store cannot release the claim, the user has to sign in again. The error that caused the release is reported. */
async function release(store: ReplayStore, key: string): Promise<void> {
  try {
    await store.release(key)
  } catch {
    // The claim expires automatically.
  }
}

/**
 * Derives all values of one sign-in from one random seed, so that the cookie holds 43 characters instead of 129 and ten sign-ins
 * at once fit into a request. The hash is one-way: `state` and `nonce`, which are sent to others, reveal nothing about the seed
 * or the code verifier.
 */
export async function deriveSecrets(seed: string, isAgain: boolean): Promise<TransactionSecrets> {
  const [state, nonce, codeVerifier] = await Promise.all([
    computeSha256(`state ${seed}`),
    computeSha256(`nonce ${seed}`),
    computeSha256(`code_verifier ${seed}`),
  ])
  return {
    state: isAgain ? state + againSuffix : state,
    nonce,
    codeVerifier,
    codeChallenge: await computeSha256(codeVerifier),
  }
}

/** 96 bits of the SHA-256 of a `state` or a redirect URI, enough to distinguish two. */
export async function hashShortly(text: string): Promise<string> {
  return (await computeSha256(text)).slice(0, 16)
}
