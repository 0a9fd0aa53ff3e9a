import { getServerSession } from 'next-auth'
import { authOptions } from '../../auth-options'

export default async function AdminPage() {
  const session = await getServerSession(authOptions)
  return <p>For administrators such as {session?.user?.name}</p>
}
