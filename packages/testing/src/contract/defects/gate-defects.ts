import type { Defect } from './defect.ts'

const defects: readonly Omit<Defect, 'foundBy'>[] = [
  {
    name: 'compares paths as they came',
    gates: (req) => req.url?.startsWith('/admin') === true,
  },
  {
    name: 'lets requests of its own framework pass',
    gates: (req) => !('x-middleware-subrequest' in req.headers),
  },
  {
    name: 'lets health checks pass',
    gates: (req) => !/kube-probe/u.test(req.headers['user-agent'] ?? ''),
  },
  {
    name: 'believes an address in a header',
    gates: (req) => req.headers['x-original-url'] !== '/static',
  },
  {
    name: 'looks for an open path in the query',
    gates: (req) => req.url?.includes('/static') !== true,
  },
  { name: 'guards GET alone', gates: (req) => req.method === 'GET' },
]

/** Gates of a role that let some requests pass. */
export const gateDefects: readonly Defect[] = defects.map((defect) => ({
  ...defect,
  foundBy: 'R-12: lets no caller without the role reach a gated handler, for any spelling',
}))
