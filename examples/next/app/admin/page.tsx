import { requireRole } from '../../auth.ts'
import { listChanges } from '../../changes.ts'

export const metadata = { title: 'Changes' }

export default async function AdminPage() {
  await requireRole('ROLE_ADMIN')
  return (
    <>
      <h1>Changes</h1>
      <p className="lead">Only administrators see this page.</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Wrote</th>
          </tr>
        </thead>
        <tbody>
          {listChanges().map(({ author, text }, index) => (
            <tr key={index}>
              <th scope="row">
                <bdi>{author}</bdi>
              </th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
