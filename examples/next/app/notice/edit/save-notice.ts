'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { action, getAuth } from '../../../auth.ts'
import { addChange } from '../../../changes.ts'

export interface NoticeState {
  readonly text: string
  readonly isSignedOut: boolean
}

const save = action({ role: 'ROLE_EDITOR' }, ({ user }, text: string): NoticeState => {
  addChange({ author: user.name, text })
  revalidatePath('/notice')
  redirect('/notice')
})

/** A gate would send a user whose session has ended to the sign-in, and the text of the form would be gone. */
export async function saveNotice(before: NoticeState, form: FormData): Promise<NoticeState> {
  const text = form.get('text')
  if (typeof text !== 'string') return before
  const { status } = await getAuth()
  return status === 'anonymous' ? { text, isSignedOut: true } : save(text)
}
