import { buildPrivateVary } from '@x/oidc-engine'
import type { Context } from 'hono'

/** Gives an answer of ours. Of headers that a step in front has set, cookies above all, Hono itself would prefer those. */
export function giveAnswer(c: Context, answer: Response): void {
  const vary = buildPrivateVary(c.res.headers.get('vary'))
  const given = c.newResponse(answer.body, answer)
  given.headers.set('vary', vary)
  c.res = undefined
  c.res = given
}
