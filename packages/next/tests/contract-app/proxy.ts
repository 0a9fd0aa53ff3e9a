import createMiddleware from 'next-intl/middleware'
import { NextResponse, type NextRequest } from 'next/server.js'
import { proxy as answer } from './auth.ts'

const withoutProxy = new RegExp(process.env['WITHOUT_PROXY'] ?? '^(?!)', 'u')
const isIntl = process.env['INTL'] === 'on'
const isIntlFirst = process.env['INTL_FIRST'] === 'on'

/** Rewrites `/pages/x` to `/en/pages/x`, passes on `/de/pages/x`, and writes a cookie and headers of its own. */
const intl = createMiddleware({ locales: ['en', 'de'], defaultLocale: 'en', localePrefix: 'as-needed' })

/** What proxy.ts exports in an application, unless a test leaves paths to the route handlers. */
export async function proxy(request: NextRequest): Promise<Response> {
  if (withoutProxy.test(request.nextUrl.pathname)) return NextResponse.next()
  if (request.headers.has('x-contract-reads-body')) await request.text()
  if (!isIntl) return answer(request)
  return isIntlFirst ? proxyAfterIntl(request) : answer(request, translate)
}

function proxyAfterIntl(request: NextRequest): Promise<Response> {
  const translated = translate(request)
  return answer(request, () => translated)
}

/** Only the pages are translated. */
function translate(request: NextRequest): Response | undefined {
  return /^\/(?:(?:en|de)\/)?pages\//u.test(request.nextUrl.pathname) ? intl(request) : undefined
}
