/** The worker, as `WORKER` of the configuration. */
interface Surroundings {
  readonly WORKER: { readonly fetch: typeof fetch }
}

/**
 * A client in front of the worker that hangs up after `x-hangs-up-after` milliseconds. At a socket that is closed workerd on
 * its own ends nothing; for a request of another worker it does what Cloudflare does for all.
 */
const client = {
  async fetch(request: Request, { WORKER }: Surroundings): Promise<Response> {
    const patience = Number(request.headers.get('x-hangs-up-after') ?? 30_000)
    try {
      return await WORKER.fetch(request, { signal: AbortSignal.timeout(patience) })
    } catch {
      return new Response('hung up', { status: 499 })
    }
  },
}

export { client as default }
