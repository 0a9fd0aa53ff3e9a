import { requireUser } from '../../../auth.ts'

// With Cache Components: the answer waits for the gate, so that it can still be a redirect or a 403.
export const instant = false

async function MemberPage() {
  const { user } = await requireUser()
  return <h1>{user.name}</h1>
}

export { MemberPage as default }
