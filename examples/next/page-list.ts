/** The pages behind roles. */
export const pages = [
  { path: '/notice', label: 'Notice', role: 'ROLE_USER', text: 'Staff read it.' },
  { path: '/notice/edit', label: 'Edit', role: 'ROLE_EDITOR', text: 'Editors change it.' },
  { path: '/admin', label: 'Changes', role: 'ROLE_ADMIN', text: 'Administrators see who changed it.' },
] as const
