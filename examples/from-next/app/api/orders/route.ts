import { api, route } from '../../../auth'

export const GET = route({ ...api, role: 'ROLE_ADMIN' }, (_request, { user }) =>
  Response.json({ orders: [], readBy: user.subject }),
)
