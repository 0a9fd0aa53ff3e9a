import { requireUser } from '../../auth'

export default async function MePage() {
  const { user } = await requireUser()
  return <p>Your name is {user.name}.</p>
}
