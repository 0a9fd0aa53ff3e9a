import { index, route } from '@react-router/dev/routes'
import type { RouteConfig } from '@react-router/dev/routes'

const routes: RouteConfig = [
  index('routes/home.tsx'),
  route('me', 'routes/me.tsx'),
  route('reports', 'routes/reports.tsx'),
  route('admin', 'routes/admin.tsx'),
  // Middleware runs where a route matches. Through this one the engine sees its own paths.
  route('*', 'routes/missing.ts'),
]

export default routes
