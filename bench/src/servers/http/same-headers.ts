import { listen } from '../listen.ts'

listen((_req, res) => {
  res.setHeader('cache-control', 'private, no-store')
  res.setHeader('vary', 'Cookie')
  res.end('hello ada@example.com')
})
