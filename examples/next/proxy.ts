export { proxy } from './auth.ts'
