import express from 'express'
import createNext from 'next'

// An application with a server of its own, in which Next.js serves what that server does not.
const next = createNext({ dev: false, dir: import.meta.dirname })
await next.prepare()
const handle = next.getRequestHandler()
express()
  .get('/health', (_, response) => {
    response.send('well')
  })
  .use((request, response) => handle(request, response))
  .listen(Number(process.env['PORT']), 'localhost', () => {
    console.log('Ready in a custom server')
  })
