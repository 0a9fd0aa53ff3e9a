import { handlers } from '../../../../auth.ts'

// Where proxy.ts does not run.
export const { GET, HEAD, OPTIONS } = handlers
