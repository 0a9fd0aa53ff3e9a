import { auth0 } from '../auth0'

export default async function HomePage() {
  const session = await auth0.getSession()
  if (!session) return <a href="/auth/login">Sign in</a>
  return (
    <p>
      Hello, {session.user.name}. <a href="/auth/logout">Sign out</a>
    </p>
  )
}
