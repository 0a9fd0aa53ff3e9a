import type { RequestListener } from 'node:http'
import { onHead } from './on-head.ts'
import type { RefreshDefect } from './refresh-defects.ts'

/** What answers a `Request`, on a framework that is built on Fetch. */
type Answer<Others extends readonly unknown[]> = (
  request: Request,
  ...others: Others
) => Response | Promise<Response>

/** Puts a defect in front of an app on Node's `http`. */
export function plantInListener(
  { changePath, head }: RefreshDefect,
  listener: RequestListener,
): RequestListener {
  return (req, res) => {
    const { url = '/' } = req
    if (head?.paths.includes(pathOf(url)) === true)
      onHead((response, status) =>
        head.change(
          {
            read: (name) => [response.getHeader(name) ?? []].flat().map(String),
            write: (name, values) => {
              if (values.length === 0) response.removeHeader(name)
              else response.setHeader(name, [...values])
            },
          },
          status,
        ),
      )(req, res)
    if (changePath !== undefined) req.url = changePath(url)
    listener(req, res)
  }
}

/** Puts a defect in front of an app that is a function of `Request`. */
export function plantInFetch<Others extends readonly unknown[]>(
  { changePath, head }: RefreshDefect,
  answer: Answer<Others>,
): Answer<Others> {
  return async (request, ...others) => {
    const { origin, pathname, search } = new URL(request.url)
    const path = pathname + search
    const changed = changePath?.(path) ?? path
    const response = await answer(
      changed === path ? request : new Request(origin + changed, request),
      ...others,
    )
    if (head?.paths.includes(pathname) !== true) return response
    const headers = new Headers(response.headers)
    const status = head.change(
      {
        read: (name) => (name === 'set-cookie' ? headers.getSetCookie() : [headers.get(name) ?? []].flat()),
        write: (name, values) => {
          headers.delete(name)
          for (const value of values) headers.append(name, value)
        },
      },
      response.status,
    )
    return new Response(response.body, { status, headers })
  }
}

const pathOf = (target: string): string => target.split('?', 1)[0] ?? ''
