import type { ServerLoad } from '@sveltejs/kit'

export const load: ServerLoad = ({ locals }) => ({ name: locals.auth?.user.name })
