import { getAuth } from '../auth.ts'
import { SwitchAccountLink } from './switch-account-link.tsx'

/** What is shown to whoever lacks a role, with status 403. */
export default async function Forbidden() {
  const { user } = await getAuth()
  return (
    <>
      <h1>You cannot open this page</h1>
      <p className="lead">
        You are signed in as <bdi>{user?.name}</bdi>, but this page needs a permission that your account does
        not have.
      </p>
      <p>
        <SwitchAccountLink />
      </p>
    </>
  )
}
