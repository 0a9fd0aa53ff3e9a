import Link from 'next/link'
import { getAuth } from '../auth.ts'
import { pages } from '../page-list.ts'

export const metadata = { title: 'Home' }

export default async function HomePage() {
  const auth = await getAuth()
  return (
    <>
      {auth.status === 'anonymous' ? (
        <>
          <h1>One notice, three roles</h1>
          <p className="lead">Sign in to see what your roles let you do.</p>
          <p>
            {/* Not a Link: the sign-in is no page of this app. */}
            <a className="button" href="/login">
              Sign in
            </a>
          </p>
        </>
      ) : (
        <>
          <h1>
            Hello, <bdi>{auth.user.name}</bdi>
          </h1>
          <p className="lead">
            You have{' '}
            {[...auth.roles].map((role, index) => (
              <span key={role}>
                {index > 0 && ', '}
                <code>{role}</code>
              </span>
            ))}
            .
          </p>
        </>
      )}
      <ul className="ways">
        {pages.map(({ path, label, role, text }) => (
          <li key={path}>
            <span>
              <Link href={path} prefetch={false}>
                {label}
              </Link>{' '}
              {text}
            </span>
            <small>
              {auth.hasRole(role) ? (
                'Open to you'
              ) : (
                <>
                  Needs <code>{role}</code>
                </>
              )}
            </small>
          </li>
        ))}
      </ul>
    </>
  )
}
