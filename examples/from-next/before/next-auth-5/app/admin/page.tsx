import { auth } from '../../auth'

export default async function AdminPage() {
  const session = await auth()
  return <p>For administrators such as {session?.user?.name}</p>
}
