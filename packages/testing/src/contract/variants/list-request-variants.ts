import { headerTricks, listAddressTricks } from './header-tricks.ts'
import { listPathSpellings } from './path-spellings.ts'
import { buildVariant, type RequestVariant } from './request-variant.ts'

const methods = [
  ...[
    'HEAD',
    'OPTIONS',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'TRACE',
    'QUERY',
    'PROPFIND',
    'SEARCH',
    'PURGE',
    'LINK',
  ],
  ...['CONNECT', 'get', 'Get', 'GETS', 'M-SEARCH', '_'],
]

const form = ['content-type', 'application/x-www-form-urlencoded'] as const
const multipart = ['content-type', 'multipart/form-data; boundary=x'] as const

/** Requests whose body or headers a framework could read as another method or as a server action of Next.js. */
function listPosts(path: string): readonly RequestVariant[] {
  const posts: readonly Partial<RequestVariant>[] = [
    { headers: [form], body: '_method=GET' },
    { headers: [form], body: 'role=ROLE_ADMIN&user=admin' },
    { headers: [form, ['x-http-method-override', 'GET']] },
    { headers: [form, ['x-http-method-override', 'HEAD']] },
    {
      headers: [multipart],
      body: '--x\r\ncontent-disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n',
    },
    { headers: [multipart], body: '--x\r\n' },
    { headers: [['content-type', 'application/json']], body: '{"__proto__":{"role":"ROLE_ADMIN"}}' },
    {
      headers: [
        ['next-action', '0'.repeat(40)],
        ['content-type', 'text/plain;charset=UTF-8'],
      ],
      body: '[]',
    },
    { headers: [['next-action', 'x'], form], body: '0=[]' },
    {
      headers: [
        ['access-control-request-method', 'GET'],
        ['origin', 'http://evil.example'],
      ],
      method: 'OPTIONS',
    },
  ]
  return posts.map((post) => buildVariant(path, { method: 'POST', ...post }))
}

/**
 * Lists requests for a gated path, in all known ways that a gate and a router could interpret differently: spellings of the path,
 * forms of the request-target, methods, and headers that name another address, another method, another caller, or an internal
 * request of a framework. A caller without the role must not reach the handler with any of them.
 */
export function listRequestVariants(path: string, origin: string): readonly RequestVariant[] {
  return [
    ...listPathSpellings(path, origin).map((target) => buildVariant(target)),
    ...methods.map((method) => buildVariant(path, { method })),
    ...listPosts(path),
    ...headerTricks.map((headers) => buildVariant(path, { headers })),
    ...['/', '/static'].flatMap((open) =>
      listAddressTricks(path).map((headers) => buildVariant(open, { headers })),
    ),
  ]
}
