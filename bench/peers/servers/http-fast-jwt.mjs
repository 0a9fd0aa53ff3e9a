import { listen } from '../../src/servers/listen.ts'
import { createGuard } from '../fast-jwt/create-guard.mjs'

const guard = await createGuard()
listen((req, res) => guard(req, res, () => res.end(`hello ${req.claims.sub}`)))
