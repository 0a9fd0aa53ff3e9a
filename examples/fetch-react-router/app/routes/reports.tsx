import { useLoaderData } from 'react-router'
import type { LoaderFunctionArgs } from 'react-router'
import { authContext, gate } from '../server/gate.ts'

export const middleware = [gate({ role: 'ROLE_USER' })]

export function loader({ context }: LoaderFunctionArgs) {
  return { name: context.get(authContext).user.name }
}

export default function Reports() {
  const { name } = useLoaderData<typeof loader>()
  return <h1>{`Reports for ${name}.`}</h1>
}
