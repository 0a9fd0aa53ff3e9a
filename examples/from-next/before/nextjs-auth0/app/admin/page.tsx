import { redirect } from 'next/navigation'
import { auth0 } from '../../auth0'

export default auth0.withPageAuthRequired(
  async function AdminPage() {
    const session = await auth0.getSession()
    const roles = session?.user['https://example.com/roles'] as string[] | undefined
    if (!roles?.includes('admin')) redirect('/')
    return <p>For administrators such as {session?.user.name}</p>
  },
  { returnTo: '/admin' },
)
