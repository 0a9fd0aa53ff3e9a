/** The worker, as `WORKER` of the configuration. */
interface Surroundings {
  readonly WORKER: { readonly fetch: typeof fetch }
}

/**
 * A client in front of the worker that hangs up once the address in `x-hangs-up-after` has answered. At a socket that is closed
 * workerd on its own ends nothing; for a request of another worker it does what Cloudflare does for all.
 */
const client = {
  async fetch(request: Request, { WORKER }: Surroundings): Promise<Response> {
    const address = request.headers.get('x-hangs-up-after')
    const hangUp = new AbortController()
    if (address !== null) void fetch(address).then(() => hangUp.abort())
    try {
      return await WORKER.fetch(request, { signal: hangUp.signal })
    } catch {
      return new Response('hung up', { status: 499 })
    }
  },
}

export { client as default }
