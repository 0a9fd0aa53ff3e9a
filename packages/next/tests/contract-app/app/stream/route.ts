import { route } from '../../auth.ts'
import { speak } from '../../speak.ts'

export const GET = route({}, () => new Response(speak(1000, 'and the end')))
