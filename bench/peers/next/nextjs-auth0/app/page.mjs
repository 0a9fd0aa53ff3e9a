import { redirect } from 'next/navigation'
import { createElement } from 'react'
import { auth0 } from '../auth.mjs'

async function Page() {
  const session = await auth0.getSession()
  if (session === null) redirect('/auth/login')
  return createElement('p', null, `hello ${session.user.email}`)
}

export { Page as default }
