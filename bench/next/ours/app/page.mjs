import { createElement } from 'react'
import { requireUser } from '../auth.mjs'

async function Page() {
  const { user } = await requireUser()
  return createElement('p', null, `hello ${user.name}`)
}

export { Page as default }
