import { listen } from '../listen.ts'
import { createOpener } from '../open-session.ts'

const open = createOpener(process.env)

listen((req, res) => {
  res.setHeader('cache-control', 'private, no-store')
  res.setHeader('vary', 'Cookie')
  res.end(`hello ${open(req.headers.cookie)}`)
})
