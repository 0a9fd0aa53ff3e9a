import { requireRole } from '../../../auth.ts'
import { countRun } from '../../../count-runs.ts'

// With Cache Components: the answer waits for the gate, so that it can still be a redirect or a 403.
export const instant = false

async function AdminPage() {
  await requireRole('ROLE_ADMIN')
  countRun()
  return <h1>for administrators only</h1>
}

export { AdminPage as default }
