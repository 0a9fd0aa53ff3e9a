'use server'

import { action, apiOrigin, fetchAs } from '../../../auth.ts'

export const callAsPerson = action({}, async () => {
  const answer = await fetchAs(apiOrigin)('/userinfo')
  console.log(`action: ${answer.status}`)
})
