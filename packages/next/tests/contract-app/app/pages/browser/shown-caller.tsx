'use client'

import { useEffect, useState } from 'react'
import type { AuthData } from '@x/oidc-next'

/** What a Client Component gets of `auth`, written down in the browser. */
export function ShownCaller({ auth }: { readonly auth: AuthData }) {
  const [shown, show] = useState('')
  useEffect(() => {
    const { roles, user, ...others } = auth
    show(JSON.stringify({ ...others, user, roles: [...roles], isSet: roles instanceof Set }))
  }, [auth])
  return <h1>{shown}</h1>
}
