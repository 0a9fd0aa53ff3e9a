import type { RequestListener } from 'node:http'
import { startHttpServer } from '@x/oidc-testing'
import { onTestFinished } from 'vitest'

/** Serves something until the end of the test that runs, and gives the origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const { origin, close } = await startHttpServer(listener)
  onTestFinished(close)
  return origin
}
