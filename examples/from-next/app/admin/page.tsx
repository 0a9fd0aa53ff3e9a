import { requireRole } from '../../auth'

export default async function AdminPage() {
  const { user } = await requireRole('ROLE_ADMIN')
  return <p>For administrators such as {user.name}</p>
}
