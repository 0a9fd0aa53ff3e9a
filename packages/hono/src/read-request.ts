import { type HttpRequest } from '@x/oidc-engine'
import { BodyCollector, type BodyLimits, readHttpRequest } from '@x/oidc-engine/adapter'
import type { HonoRequest } from 'hono'

/** Reads the parts of a request that the engine needs. If a middleware has read the body before, Hono has cached it. */
export function readRequest({ req }: { readonly req: HonoRequest }): Request | HttpRequest {
  if (req.method === 'GET' || req.method === 'HEAD') return req.raw
  const request = readHttpRequest(req.raw)
  return {
    ...request,
    body: async (limits) => (await readCachedBody(req, limits)) ?? request.body?.(limits) ?? '',
  }
}

async function readCachedBody(req: HonoRequest, limits: BodyLimits): Promise<string | undefined> {
  if (Object.keys(req.bodyCache).length === 0) return undefined
  // Hono would render a cached form as multipart.
  const isForm = Object.hasOwn(req.bodyCache, 'formData')
  const collector = new BodyCollector(limits)
  collector.add(isForm ? renderForm(await req.formData()) : await req.text())
  return collector.finish()
}

/** A form that was sent as `application/x-www-form-urlencoded` contains no files. */
function renderForm(form: FormData): string {
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return new URLSearchParams(texts).toString()
}
