import { getAuth, paths } from '../auth'

export default async function HomePage() {
  const { user } = await getAuth()
  if (!user) return <a href={paths.login}>Sign in</a>
  return (
    <form method="post" action={paths.logout}>
      <p>Hello, {user.name}.</p>
      <button>Sign out</button>
    </form>
  )
}
