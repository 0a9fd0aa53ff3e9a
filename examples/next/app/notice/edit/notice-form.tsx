'use client'

import { useActionState } from 'react'
import { saveNotice } from './save-notice.ts'

export function NoticeForm({ text }: { readonly text: string }) {
  const [state, save] = useActionState(saveNotice, { text, isSignedOut: false })
  return (
    <form action={save}>
      {state.isSignedOut && (
        <p className="alert" role="alert">
          <strong>Nothing was saved, for your session has ended.</strong>{' '}
          <a href="/login" target="_blank">
            Sign in in a new tab
          </a>
          , then come back and save once more.
        </p>
      )}
      <label htmlFor="text">Text</label>
      <textarea id="text" name="text" rows={5} maxLength={500} required defaultValue={state.text} />
      <button className="button">Save</button>
    </form>
  )
}
