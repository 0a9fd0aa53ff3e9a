import { fetchAs, requireRole, roleMaxAgeSeconds } from '../../auth.ts'

export const metadata = { title: 'Orders' }

export default async function OrdersPage() {
  const { user } = await requireRole('ROLE_USER')
  const answer = await fetchAs(process.env['API_URL'] ?? 'http://localhost:5000')('/orders')
  const { rolesDecidedAt } = user.extra
  return (
    <>
      <h1>Orders</h1>
      <p className="lead">The app asked an API with your access token, so the API knows you.</p>
      <p>
        It answered <code>{answer.status}</code>:
      </p>
      <blockquote>{await answer.text()}</blockquote>
      <p>
        Your roles were decided at <Time milliseconds={rolesDecidedAt} />. The first request after{' '}
        <Time milliseconds={rolesDecidedAt + roleMaxAgeSeconds * 1000} /> decides them again, without a
        sign-in.
      </p>
    </>
  )
}

function Time({ milliseconds }: { readonly milliseconds: number }) {
  const iso = new Date(milliseconds).toISOString()
  return <time dateTime={iso}>{`${iso.slice(11, 19)} UTC`}</time>
}
