'use server'

import { action } from '../../../auth.ts'
import { countRun } from '../../../count-runs.ts'

export const save = action({ role: 'ROLE_ADMIN' }, ({ user }, form: FormData) => {
  if (user.name !== '' && form.has('text')) countRun()
})
