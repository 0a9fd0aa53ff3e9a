// The page of a test: what useSession says, in two components, and the two helpers.
import { createRoot } from 'react-dom/client'
import { signIn, signOut, useSession } from '../../src/index.ts'
import type { oidc } from './typed-oidc.ts'

function Greeting() {
  const { isStale, status, user } = useSession<typeof oidc>()
  return <h1>{[status, user?.name, isStale && 'stale'].filter(Boolean).join(' ')}</h1>
}

function Menu() {
  const { hasRole, status } = useSession<typeof oidc>()
  return (
    <nav>
      {hasRole('ROLE_ADMIN') && <a href="/admin">Administration</a>}
      {status === 'anonymous' && <button onClick={() => signIn()}>Sign in</button>}
      {status === 'authenticated' && <button onClick={() => signOut()}>Sign out</button>}
    </nav>
  )
}

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <>
    <Greeting />
    <Menu />
  </>,
)
