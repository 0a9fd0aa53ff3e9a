import { type AddressOptions, buildAddress } from './addresses.ts'

/**
 * Builds the address of a link that signs the person in.
 * @param returnTo a path of the application, to which the sign-in returns. @default the current page; on a server, the home page
 */
export function signInUrl(returnTo?: string, options?: AddressOptions): string {
  const here =
    typeof location === 'undefined' ? undefined : location.pathname + location.search + location.hash
  const target = returnTo ?? here
  const query = target === undefined ? '' : `?returnTo=${encodeURIComponent(target)}`
  return buildAddress('login', options) + query
}

/** Leaves the page for the sign-in, and returns to `returnTo`. @default the current page */
export function signIn(returnTo?: string, options?: AddressOptions): void {
  location.assign(signInUrl(returnTo, options))
}

/** Leaves the page, and signs the person out here and at the provider: it posts a form, since a sign-out by a link asks first. */
export function signOut(options?: AddressOptions): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = buildAddress('logout', options)
  document.body.append(form)
  form.submit()
}
