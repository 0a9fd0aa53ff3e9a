import { getRequestListener } from '@hono/node-server'
import type { Env, Hono } from 'hono'
import { listen } from '../listen.ts'

/** The same for an app of Hono. */
export function listenHono<AppEnv extends Env>(app: Hono<AppEnv>): void {
  const answer = getRequestListener(app.fetch)
  listen((req, res) => void answer(req, res))
}
