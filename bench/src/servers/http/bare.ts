import { listen } from '../listen.ts'

listen((_req, res) => res.end('hello ada@example.com'))
