import { route } from '../../../auth.ts'

export const GET = route<{ id: string }>({ role: ['ROLE_USER'] }, async (_, { hasRole, params, user }) =>
  Response.json({ id: (await params).id, name: user.name, isAdmin: hasRole('ROLE_ADMIN') }),
)
