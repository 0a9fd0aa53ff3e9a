import { isOidcError } from '@x/oidc-core'
import { readForm } from '@x/oidc-engine/adapter'

/** A Web `Request` is read as it is. */
export async function POST(request: Request): Promise<Response> {
  try {
    return new Response(JSON.stringify(Object.fromEntries(await readForm(request))))
  } catch (error) {
    return new Response(isOidcError(error) ? error.code : 'unexpected', { status: 400 })
  }
}
