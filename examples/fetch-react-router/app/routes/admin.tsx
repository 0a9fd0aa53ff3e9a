import { useLoaderData } from 'react-router'
import type { LoaderFunctionArgs } from 'react-router'
import { authContext, gate } from '../server/gate.ts'

export const middleware = [gate({ role: 'ROLE_ADMIN' })]

export function loader({ context }: LoaderFunctionArgs) {
  return { name: context.get(authContext).user.name }
}

export default function Admin() {
  const { name } = useLoaderData<typeof loader>()
  return <h1>{`Administration by ${name}.`}</h1>
}
