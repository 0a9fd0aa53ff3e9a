import { setTimeout } from 'node:timers/promises'
import { route } from '../../../auth.ts'

export const GET = route({}, async () => {
  await setTimeout(10)
  throw new Error('the handler of the contract throws')
})
