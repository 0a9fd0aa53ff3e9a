import { connection } from 'next/server.js'
import { readRuns } from '../../count-runs.ts'

export const GET = async (): Promise<Response> => {
  await connection()
  return new Response(String(readRuns()))
}
