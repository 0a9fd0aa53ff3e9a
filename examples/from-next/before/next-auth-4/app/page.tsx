'use client'
import { signIn, signOut, useSession } from 'next-auth/react'

export default function HomePage() {
  const { data: session } = useSession()
  if (!session) return <button onClick={() => void signIn('keycloak')}>Sign in</button>
  return (
    <p>
      Hello, {session.user?.name}. <button onClick={() => void signOut()}>Sign out</button>
    </p>
  )
}
