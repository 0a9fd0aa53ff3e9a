import { requireRole } from '../../auth.ts'
import { readNotice } from '../../changes.ts'

export const metadata = { title: 'Notice' }

export default async function NoticePage() {
  await requireRole('ROLE_USER')
  const { author, text } = readNotice()
  return (
    <>
      <h1>Notice</h1>
      <blockquote>{text}</blockquote>
      <p>
        Written by <bdi>{author}</bdi>.
      </p>
    </>
  )
}
