import { NextResponse, type NextRequest } from 'next/server.js'
import { proxy as answer } from './auth.ts'

const withoutProxy = new RegExp(process.env['WITHOUT_PROXY'] ?? '^(?!)', 'u')

/** What proxy.ts exports in an application, unless a test leaves paths to the route handlers. */
export async function proxy(request: NextRequest): Promise<Response> {
  if (withoutProxy.test(request.nextUrl.pathname)) return NextResponse.next()
  if (request.headers.has('x-contract-reads-body')) await request.text()
  return answer(request)
}
