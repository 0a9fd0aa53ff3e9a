export { NodeRequest } from './http/request.ts'
export { holdResponseHeaders } from './http/response-headers.ts'
export { writeFailure, writeResponse } from './http/write-response.ts'
