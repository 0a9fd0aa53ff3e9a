import { connection } from 'next/server.js'

export const GET = async (): Promise<Response> => {
  await connection()
  throw new Error('the handler of the contract throws')
}
