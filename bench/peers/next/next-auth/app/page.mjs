import { redirect } from 'next/navigation'
import { createElement } from 'react'
import { auth } from '../auth.mjs'

async function Page() {
  const session = await auth()
  if (!session?.user) redirect('/api/auth/signin')
  return createElement('p', null, `hello ${session.user.email}`)
}

export { Page as default }
