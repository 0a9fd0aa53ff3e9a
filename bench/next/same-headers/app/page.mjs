import { connection } from 'next/server'
import { createElement } from 'react'

async function Page() {
  await connection()
  return createElement('p', null, 'hello ada@example.com')
}

export { Page as default }
