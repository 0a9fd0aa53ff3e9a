import { api, route } from '../../../auth.ts'
import { countRun } from '../../../count-runs.ts'

export const GET = route({ ...api, role: 'ROLE_ADMIN' }, () => {
  countRun()
  return new Response('for administrators only')
})
