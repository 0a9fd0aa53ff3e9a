import type { Defect } from './defect.ts'

const defects: readonly Omit<Defect, 'foundBy'>[] = [
  {
    name: 'compares paths without normalisation',
    gates: (req) => req.url?.startsWith('/admin') === true,
  },
  {
    name: 'skips the gate for requests that look internal to the framework',
    gates: (req) => !('x-middleware-subrequest' in req.headers),
  },
  {
    name: 'skips the gate for health checks',
    gates: (req) => !/kube-probe/u.test(req.headers['user-agent'] ?? ''),
  },
  {
    name: 'takes the path from a request header',
    gates: (req) => req.headers['x-original-url'] !== '/static',
  },
  {
    name: 'skips the gate if the query names an open path',
    gates: (req) => req.url?.includes('/static') !== true,
  },
  { name: 'runs the gate only for GET', gates: (req) => req.method === 'GET' },
]

/** Gates that do not check the role of some requests. */
export const gateDefects: readonly Defect[] = defects.map((defect) => ({
  ...defect,
  foundBy: 'R-12: keeps callers without the role from a gated handler, for every spelling',
}))
