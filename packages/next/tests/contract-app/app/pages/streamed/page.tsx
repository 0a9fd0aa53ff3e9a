import { Suspense } from 'react'
import { requireRole } from '../../../auth.ts'

// The shell is sent before the gate has answered, so the gate can set no status any more.
function StreamedPage() {
  return (
    <Suspense fallback={<p>one moment</p>}>
      <Secret />
    </Suspense>
  )
}

async function Secret() {
  await requireRole('ROLE_ADMIN')
  return <h1>for administrators only</h1>
}

export { StreamedPage as default }
