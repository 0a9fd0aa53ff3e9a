import { auth, signIn, signOut } from '../auth'

export default async function HomePage() {
  const session = await auth()
  if (!session)
    return (
      <form
        action={async () => {
          'use server'
          await signIn('keycloak')
        }}
      >
        <button>Sign in</button>
      </form>
    )
  return (
    <form
      action={async () => {
        'use server'
        await signOut()
      }}
    >
      <p>Hello, {session.user?.name}.</p>
      <button>Sign out</button>
    </form>
  )
}
