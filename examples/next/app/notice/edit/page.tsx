import { requireRole } from '../../../auth.ts'
import { readNotice } from '../../../changes.ts'
import { NoticeForm } from './notice-form.tsx'

export const metadata = { title: 'Edit' }

export default async function EditPage() {
  await requireRole('ROLE_EDITOR')
  return (
    <>
      <h1>Edit the notice</h1>
      <NoticeForm text={readNotice().text} />
    </>
  )
}
