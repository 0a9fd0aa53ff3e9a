import { proxy as answer } from './auth.mjs'

export function proxy(request) {
  return answer(request)
}
