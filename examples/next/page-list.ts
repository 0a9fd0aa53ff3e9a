/** The pages behind roles. */
export const pages = [
  { path: '/notice', label: 'Notice', role: 'ROLE_USER', text: 'Staff read it.' },
  { path: '/orders', label: 'Orders', role: 'ROLE_USER', text: 'The app asks an API for them as you.' },
  { path: '/notice/edit', label: 'Edit', role: 'ROLE_EDITOR', text: 'Editors change it.' },
  { path: '/admin', label: 'Changes', role: 'ROLE_ADMIN', text: 'Administrators see who changed it.' },
] as const
